package dev.slipway.operator;

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
import java.time.InstantSource;

/** The controllers of what is asked of a machine once and then is over: backups. */
final class RequestControllers implements AutoCloseable {
    private final Caches caches;
    private final WorkQueue backups;

    RequestControllers(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            InstantSource clock,
            ReconcileMetrics metrics) {
        this.caches = caches;
        this.backups = new WorkQueue(
                "VirtualMachineBackup",
                new BackupReconciler(
                        caches,
                        writer,
                        new GuestActions(client),
                        client.getKubernetesSerialization(),
                        new Events(client, "backup-controller", clock),
                        clock),
                metrics);
    }

    /** Says what is to be looked at when an object changes. */
    void connect() {
        Triggers.on(caches.backups().backups(), backup -> backups.add(ObjectKey.of(backup)));
        Triggers.on(caches.backups().trackers(), this::backupsBeside);
        Triggers.on(caches.instances(), this::backupsBeside);
        Triggers.on(caches.claims(), this::backupsBeside);
    }

    private void backupsBeside(HasMetadata object) {
        caches.backups().backups().getIndexer().list().stream()
                .filter(backup -> object.getMetadata()
                        .getNamespace()
                        .equals(backup.getMetadata().getNamespace()))
                .filter(BackupReconciler::isUnfinished)
                .forEach(backup -> backups.add(ObjectKey.of(backup)));
    }

    void start() {
        backups.start(1);
    }

    @Override
    public void close() {
        backups.close();
    }
}
