package dev.slipway.operator;

import dev.slipway.operator.backup.BackupCaches;
import dev.slipway.operator.backup.BackupReconciler;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.health.ReconcileMetrics;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.WorkQueue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeoutException;

/** The controllers of what is asked of a machine once and then is over: backups. */
final class RequestControllers implements AutoCloseable {
    private final Caches caches;
    private final BackupCaches backupCaches;
    private final WorkQueue backups;

    RequestControllers(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            InstantSource clock,
            ReconcileMetrics metrics) {
        this.caches = caches;
        this.backupCaches = new BackupCaches(client);
        this.backups = new WorkQueue(
                "VirtualMachineBackup",
                new BackupReconciler(
                        caches,
                        backupCaches,
                        writer,
                        new GuestActions(client),
                        client.getKubernetesSerialization(),
                        new Events(client, "backup-controller", clock),
                        clock),
                metrics);
    }

    /** Says what is to be looked at when an object changes. */
    void connect() {
        Triggers.on(backupCaches.backups(), backup -> backups.add(ObjectKey.of(backup)));
        Triggers.on(backupCaches.trackers(), this::backupsBeside);
        Triggers.on(caches.instances(), this::backupsBeside);
        Triggers.on(caches.claims(), this::backupsBeside);
    }

    private void backupsBeside(HasMetadata object) {
        backupCaches.unfinishedIn(object.getMetadata().getNamespace()).forEach(backups::add);
    }

    /** Fills the caches; fails if that takes longer than the patience. */
    void fill(Duration patience) throws TimeoutException, InterruptedException {
        backupCaches.start(patience);
    }

    void start() {
        backups.start(1);
    }

    void stop() {
        backups.close();
    }

    @Override
    public void close() {
        backupCaches.close();
    }
}
