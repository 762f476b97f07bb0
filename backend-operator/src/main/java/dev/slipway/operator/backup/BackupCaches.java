package dev.slipway.operator.backup;

import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The backups and their trackers, as the cluster has them. */
public final class BackupCaches implements AutoCloseable {
    private final SharedIndexInformer<VirtualMachineBackup> backups;
    private final SharedIndexInformer<VirtualMachineBackupTracker> trackers;

    /** Makes the informers; {@link #start} fills them. */
    public BackupCaches(KubernetesClient client) {
        backups = client.resources(VirtualMachineBackup.class).inAnyNamespace().runnableInformer(0);
        trackers = client.resources(VirtualMachineBackupTracker.class)
                .inAnyNamespace()
                .runnableInformer(0);
        backups.exceptionHandler((started, cause) -> true);
        trackers.exceptionHandler((started, cause) -> true);
    }

    public SharedIndexInformer<VirtualMachineBackup> backups() {
        return backups;
    }

    public SharedIndexInformer<VirtualMachineBackupTracker> trackers() {
        return trackers;
    }

    /** Returns the backups in a namespace that are not over. */
    public List<ObjectKey> unfinishedIn(String namespace) {
        return backups.getIndexer().list().stream()
                .filter(backup -> namespace.equals(backup.getMetadata().getNamespace()))
                .filter(backup -> !BackupStatus.isOver(backup))
                .map(ObjectKey::of)
                .toList();
    }

    /** Fills the caches; fails if that takes longer than the patience. */
    public void start(Duration patience) throws TimeoutException, InterruptedException {
        try {
            CompletableFuture.allOf(
                            backups.start().toCompletableFuture(),
                            trackers.start().toCompletableFuture())
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the operator cannot list backups", e.getCause());
        }
    }

    @Override
    public void close() {
        backups.close();
        trackers.close();
    }
}
