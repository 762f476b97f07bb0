package dev.slipway.operator.cluster;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/** The VolumeSnapshots of claims. They are asked for, never watched: a cluster without CSI snapshots has not even their kind. */
public final class TakenSnapshots {
    private static final ResourceDefinitionContext CONTENT = new ResourceDefinitionContext.Builder()
            .withGroup("snapshot.storage.k8s.io")
            .withVersion("v1")
            .withKind("VolumeSnapshotContent")
            .withPlural("volumesnapshotcontents")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final SnapshotClasses classes;

    /** Asks through this client. */
    public TakenSnapshots(KubernetesClient client, SnapshotClasses classes) {
        this.client = client;
        this.classes = classes;
    }

    /** Returns a snapshot, if it exists. */
    public Optional<VolumeSnapshot> find(ObjectKey key) {
        return Optional.ofNullable(client.resources(VolumeSnapshot.class)
                .inNamespace(key.namespace())
                .withName(key.name())
                .get());
    }

    /** Returns a snapshot with what its storage says of it, if it exists. */
    public Optional<TakenSnapshot> look(ObjectKey key) {
        return find(key).map(snapshot -> {
            Optional<GenericKubernetesResource> content = content(snapshot);
            return new TakenSnapshot(
                    snapshot,
                    content.map(found -> found.<String>get("spec", "driver"))
                            .or(() -> Optional.ofNullable(snapshot.getSpec())
                                    .map(spec -> spec.volumeSnapshotClassName())
                                    .map(classes::driver)
                                    .orElseGet(classes::usualDriver)),
                    content.map(found -> found.<String>get("spec", "sourceVolumeMode"))
                            .or(() -> Optional.ofNullable(
                                    Copies.annotations(snapshot).get(TakenSnapshot.SOURCE_MODE))));
        });
    }

    /** Returns the snapshots in a namespace that have a label. */
    public List<VolumeSnapshot> labelled(String namespace, String label, String value) {
        try {
            return client.resources(VolumeSnapshot.class)
                    .inNamespace(namespace)
                    .withLabel(label, value)
                    .list()
                    .getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    /** What a CSI driver has written; the storage of standalone writes none. */
    private Optional<GenericKubernetesResource> content(VolumeSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getStatus())
                .map(VolumeSnapshotStatus::boundVolumeSnapshotContentName)
                .map(name -> client.genericKubernetesResources(CONTENT)
                        .withName(name)
                        .get());
    }
}
