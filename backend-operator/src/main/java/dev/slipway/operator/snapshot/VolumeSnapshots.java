package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.PersistentVolumeClaim;
import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachine;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSource;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSpec;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/** The storage's snapshots of claims. They are asked for one by one: a cluster without CSI snapshots has not even their kind. */
public final class VolumeSnapshots {
    private static final String SOURCE = "snapshot.kubevirt.io/source-vm-";

    private final KubernetesClient client;
    private final ObjectWriter writer;

    /** Asks through this client. */
    public VolumeSnapshots(KubernetesClient client, ObjectWriter writer) {
        this.client = client;
        this.writer = writer;
    }

    Optional<VolumeSnapshot> find(String namespace, String name) {
        return Optional.ofNullable(client.resources(VolumeSnapshot.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    /** Returns how large a claim must be at least that is filled from a snapshot, if the storage says so. */
    public Optional<Quantity> restoreSize(String namespace, String name) {
        return find(namespace, name)
                .map(VolumeSnapshot::getStatus)
                .map(VolumeSnapshotStatus::restoreSize)
                .map(Quantity::new);
    }

    /** Asks for the snapshot of one volume. */
    void take(VirtualMachineSnapshotContent content, VolumeBackup backup, Optional<String> snapshotClass) {
        VolumeSnapshot snapshot = new VolumeSnapshot();
        snapshot.setMetadata(new ObjectMetaBuilder()
                .withName(backup.volumeSnapshotName())
                .withNamespace(content.getMetadata().getNamespace())
                .withLabels(source(content))
                .withOwnerReferences(Owners.controlling(content))
                .build());
        snapshot.setSpec(new VolumeSnapshotSpec(
                new VolumeSnapshotSource(claim(backup), null, null), snapshotClass.orElse(null), null));
        writer.createIfAbsent(snapshot);
    }

    private static Map<String, String> source(VirtualMachineSnapshotContent content) {
        return Optional.ofNullable(content.getSpec().source())
                .map(SourceSpec::virtualMachine)
                .map(VirtualMachine::metadata)
                .map(machine ->
                        Map.of(SOURCE + "name", machine.getName(), SOURCE + "namespace", machine.getNamespace()))
                .orElse(Map.of());
    }

    void remove(VolumeSnapshot snapshot) {
        if (snapshot.getMetadata().getDeletionTimestamp() == null) {
            writer.delete(snapshot, Optional.empty());
        }
    }

    /** Returns the name of the claim that a backup is of. */
    static String claim(VolumeBackup backup) {
        return Optional.ofNullable(backup.persistentVolumeClaim())
                .map(PersistentVolumeClaim::metadata)
                .map(metadata -> metadata.getName())
                .orElse("");
    }
}
