package dev.slipway.operator.template;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSourceBuilder;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.cdi.DataVolumeSourceSnapshot;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.api.cdi.StorageSpecBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.snapshot.SavedClaim;
import dev.slipway.operator.snapshot.VolumeSnapshots;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The disks of templates. Storage restores a snapshot into a claim of the same namespace only, and maybe not before a Pod uses it. So
 * the DataVolume takes such a claim over where it can, and else is cloned from it.
 */
final class TemplateDisks {
    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final VolumeSnapshots storage;

    TemplateDisks(KubernetesClient client, Caches caches, ObjectWriter writer, VolumeSnapshots storage) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.storage = storage;
    }

    /** Has all of them filled; returns what has to come first, or what is wrong. */
    Optional<TemplateStage> fill(TemplateRequestScope scope) {
        List<TemplateStage> open = scope.backups().stream()
                .map(backup -> fill(scope, backup))
                .flatMap(Optional::stream)
                .toList();
        return open.stream()
                .filter(TemplateStage.Failed.class::isInstance)
                .findFirst()
                .or(() -> open.stream().findFirst());
    }

    private Optional<TemplateStage> fill(TemplateRequestScope scope, VolumeBackup backup) {
        ObjectKey disk = scope.disk(backup.volumeName() + "");
        Optional<DataVolume> volume = Caches.find(caches.dataVolumes(), disk);
        if (volume.filter(found -> !scope.isOwn(found)).isPresent()) {
            return foreign("DataVolume", disk);
        }
        if (volume.isPresent()) {
            return state(volume.get(), disk);
        }
        boolean handedOn = isHandedOn(scope, backup);
        ObjectKey key = handedOn ? disk : between(scope, backup);
        Optional<PersistentVolumeClaim> claim = Caches.find(caches.claims(), key);
        if (claim.filter(found -> !scope.isOwn(found)).isPresent()) {
            return foreign("PersistentVolumeClaim", key);
        }
        if (claim.isEmpty()) {
            writer.createIfAbsent(claim(scope, backup, key, handedOn));
            return Optional.of(TemplateStage.Waits.on("PersistentVolumeClaim", key));
        }
        // Not before the claim is seen: a DataVolume without it could not be filled.
        writer.createIfAbsent(volume(scope, backup, key, handedOn));
        return Optional.of(TemplateStage.Waits.on("DataVolume", disk));
    }

    private Optional<TemplateStage> state(DataVolume volume, ObjectKey disk) {
        return switch (DataVolumeState.of(volume)) {
            case FAILED ->
                Optional.of(new TemplateStage.Failed("DataVolume " + disk + " failed: " + DataVolumeState.why(volume)));
            case FILLED ->
                Caches.find(caches.claims(), disk).filter(UsedClaim::isBound).isPresent()
                        ? Optional.empty()
                        : Optional.of(TemplateStage.Waits.on("PersistentVolumeClaim", disk));
            case FILLING, WAITS_FOR_CONSUMER -> Optional.of(TemplateStage.Waits.on("DataVolume", disk));
        };
    }

    private static Optional<TemplateStage> foreign(String kind, ObjectKey key) {
        return Optional.of(new TemplateStage.Failed(kind + " " + key
                + " does not belong to this request. Remove it, or make a request with another name."));
    }

    private boolean isHandedOn(TemplateRequestScope scope, VolumeBackup backup) {
        return scope.namespace().equals(scope.source().namespace())
                && Optional.ofNullable(saved(backup).getStorageClassName())
                        .flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name)))
                        .filter(storage -> "WaitForFirstConsumer".equals(storage.getVolumeBindingMode()))
                        .isEmpty();
    }

    /** The claim between snapshot and DataVolume, where they cannot meet. */
    private static ObjectKey between(TemplateRequestScope scope, VolumeBackup backup) {
        return new ObjectKey(
                scope.source().namespace(),
                TemplateNames.stable(
                        scope.request().getMetadata().getName(), scope.uid(), backup.volumeName() + "", "between"));
    }

    private PersistentVolumeClaim claim(
            TemplateRequestScope scope, VolumeBackup backup, ObjectKey key, boolean handedOn) {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(key.name())
                        .withNamespace(key.namespace())
                        .withLabels(Map.of(TemplateNames.REQUEST, scope.uid()))
                        .withAnnotations(handedOn ? Map.of(DataVolumeNames.POPULATED_FOR, key.name()) : Map.of())
                        .build())
                .withSpec(
                        SavedClaim.spec(backup, storage.restoreSize(key.namespace(), backup.volumeSnapshotName() + "")))
                .build();
    }

    private static DataVolume volume(
            TemplateRequestScope scope, VolumeBackup backup, ObjectKey claim, boolean handedOn) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(DataVolumeNames.BIND_IMMEDIATELY, "");
        if (!claim.namespace().equals(scope.namespace())) {
            // Who made the request was asked for the right then.
            annotations.put(SlipwayNames.CLONE_SOURCES, claim.namespace());
        }
        ObjectKey disk = scope.disk(backup.volumeName() + "");
        DataVolume volume = new DataVolume();
        volume.setMetadata(new ObjectMetaBuilder()
                .withName(disk.name())
                .withNamespace(disk.namespace())
                .withLabels(Map.of(TemplateNames.REQUEST, scope.uid()))
                .withAnnotations(annotations)
                .withOwnerReferences(Owners.controlling(scope.request()))
                .build());
        volume.setSpec(DataVolumeSpecBuilder.builder()
                .source(
                        handedOn
                                ? DataVolumeSourceBuilder.builder()
                                        .snapshot(new DataVolumeSourceSnapshot(
                                                backup.volumeSnapshotName(), claim.namespace(), null))
                                        .build()
                                : DataVolumeSourceBuilder.builder()
                                        .pvc(new DataVolumeSourcePVC(claim.name(), claim.namespace(), null))
                                        .build())
                .storage(StorageSpecBuilder.builder()
                        .accessModes(saved(backup).getAccessModes())
                        .storageClassName(saved(backup).getStorageClassName())
                        .volumeMode(saved(backup).getVolumeMode())
                        .build())
                .build());
        return volume;
    }

    private static PersistentVolumeClaimSpec saved(VolumeBackup backup) {
        return Objects.requireNonNull(
                Objects.requireNonNull(backup.persistentVolumeClaim()).spec());
    }

    /** Gives them to the template, with which they go from now on. */
    void giveTo(TemplateRequestScope scope, VirtualMachineTemplate template) {
        caches.dataVolumes().getIndexer().list().stream()
                .filter(volume -> scope.namespace().equals(volume.getMetadata().getNamespace())
                        && scope.isOwn(volume)
                        && !Owners.controls(template, volume))
                .forEach(volume -> writer.whole(
                        volume,
                        Copies.withController(Copies.withoutOwner(volume, scope.uid()), Owners.controlling(template))));
    }

    /** Removes the claims that no DataVolume has taken over. */
    void clear(TemplateRequestScope scope) {
        clear(scope, caches.claims().getIndexer().list().stream());
    }

    /** Removes them even if they are not seen yet. */
    void clearStored(TemplateRequestScope scope) {
        clear(
                scope,
                Stream.of(scope.namespace(), scope.source().namespace())
                        .distinct()
                        .filter(namespace -> !namespace.isEmpty())
                        .flatMap(namespace -> client
                                .persistentVolumeClaims()
                                .inNamespace(namespace)
                                .withLabel(TemplateNames.REQUEST, scope.uid())
                                .list()
                                .getItems()
                                .stream()));
    }

    private void clear(TemplateRequestScope scope, Stream<PersistentVolumeClaim> claims) {
        claims.filter(claim -> scope.isOwn(claim)
                        && Caches.controller(claim).isEmpty()
                        && claim.getMetadata().getDeletionTimestamp() == null)
                .forEach(claim -> writer.delete(claim, Optional.empty()));
    }
}
