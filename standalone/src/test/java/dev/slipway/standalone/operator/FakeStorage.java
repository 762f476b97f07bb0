package dev.slipway.standalone.operator;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Optional;

/** A CSI driver's part in snapshots, which a test plays itself: class {@code fast} can make them, {@code plain} cannot. */
final class FakeStorage {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final OperatorCluster cluster;

    FakeStorage(OperatorCluster cluster) {
        this.cluster = cluster;
        // First, since the operator asks for these when it sees a storage class, and then not for a while.
        cluster.create("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: fast}
                driver: fast.test
                deletionPolicy: Delete
                """);
        cluster.create("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: fast.test
                """);
        cluster.create("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: plain}
                provisioner: plain.test
                """);
    }

    private KubernetesClient client() {
        return cluster.client();
    }

    List<VolumeSnapshot> snapshots() {
        return client().resources(VolumeSnapshot.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    /** The moment of each snapshot is fixed; its data are on their way. */
    void fix() {
        report("{\"status\":{\"creationTime\":\"2026-11-29T00:00:00Z\",\"readyToUse\":false}}");
    }

    /** Each snapshot is complete. */
    void complete() {
        report("{\"status\":{\"creationTime\":\"2026-11-29T00:00:00Z\",\"readyToUse\":true,\"restoreSize\":\"96Mi\"}}");
    }

    /** Completes whatever is asked for, until a condition holds. */
    boolean completeUntil(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        if (snapshots().stream()
                .anyMatch(snapshot -> !Optional.ofNullable(snapshot.getStatus())
                        .map(VolumeSnapshotStatus::readyToUse)
                        .orElse(false))) {
            complete();
        }
        return condition.call();
    }

    void fail(String message) {
        report("{\"status\":{\"readyToUse\":false,\"error\":{\"message\":\"" + message + "\"}}}");
    }

    private void report(String status) {
        for (VolumeSnapshot snapshot : snapshots()) {
            try {
                client().resource(snapshot).subresource("status").patch(MERGE, status);
            } catch (KubernetesClientException e) {
                if (e.getCode() != 404) {
                    throw e;
                }
            }
        }
    }
}
