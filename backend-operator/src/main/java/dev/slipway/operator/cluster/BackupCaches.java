package dev.slipway.operator.cluster;

import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.stream.Stream;

/** Informers for backups and their trackers; part of {@link Caches}. */
public final class BackupCaches {
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
}
