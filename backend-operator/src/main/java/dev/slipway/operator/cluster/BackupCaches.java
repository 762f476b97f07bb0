package dev.slipway.operator.cluster;

import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Informers for backups and their trackers; part of {@link Caches}. */
public final class BackupCaches {
    private static final String TRACKER = "VirtualMachineBackupTracker";

    private final SharedIndexInformer<VirtualMachineBackup> backups;
    private final SharedIndexInformer<VirtualMachineBackupTracker> trackers;

    BackupCaches(KubernetesClient client) {
        backups = Caches.informer(client, VirtualMachineBackup.class);
        trackers = Caches.informer(client, VirtualMachineBackupTracker.class);
    }

    Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return Stream.of(backups, trackers);
    }

    public SharedIndexInformer<VirtualMachineBackup> backups() {
        return backups;
    }

    public SharedIndexInformer<VirtualMachineBackupTracker> trackers() {
        return trackers;
    }

    /** Returns which machine a backup is of; empty if its tracker does not exist. */
    public Optional<ObjectKey> machine(VirtualMachineBackup backup) {
        TypedLocalObjectReference source =
                Objects.requireNonNull(backup.getSpec().source());
        ObjectKey named = new ObjectKey(backup.getMetadata().getNamespace(), source.getName());
        return source.getKind().equals(TRACKER)
                ? Caches.find(trackers, named)
                        .map(tracker -> Objects.requireNonNull(tracker.getSpec().source()))
                        .map(machine -> new ObjectKey(named.namespace(), machine.getName()))
                : Optional.of(named);
    }
}
