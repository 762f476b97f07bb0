package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.snapshot.PersistentVolumeClaim;
import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentSpecBuilder;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.operator.cluster.SnapshotSupport;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;

/** What a snapshot holds: the machine as it is, and which volumes of it are saved under which name. */
final class SnapshotContent {
    private SnapshotContent() {}

    /**
     * Returns the content.
     *
     * @param spec what the machine is, or what its running instance was started from
     */
    static VirtualMachineSnapshotContent of(SnapshotScope scope, VirtualMachineSpec spec) {
        List<VolumeBackup> backups = scope.volumes().stream()
                .filter(volume -> volume.snapshotClass().isPresent())
                .map(volume -> backup(scope, volume))
                .toList();
        VirtualMachineSnapshotContent content = new VirtualMachineSnapshotContent();
        content.setMetadata(new ObjectMetaBuilder()
                .withName(SnapshotNames.content(scope.snapshot()))
                .withNamespace(scope.snapshot().getMetadata().getNamespace())
                .withFinalizers(SnapshotNames.CONTENT)
                .build());
        content.setSpec(VirtualMachineSnapshotContentSpecBuilder.builder()
                .source(new SourceSpec(machine(scope.machine().orElseThrow(), spec), null))
                .virtualMachineSnapshotName(scope.name())
                .volumeBackups(backups.isEmpty() ? null : backups)
                .build());
        return content;
    }

    private static dev.slipway.api.snapshot.VirtualMachine machine(VirtualMachine machine, VirtualMachineSpec spec) {
        return new dev.slipway.api.snapshot.VirtualMachine(
                told(machine.getMetadata()),
                spec,
                // KubeVirt keeps no more of it.
                VirtualMachineStatusBuilder.builder().printableStatus("Stopped").build(),
                null);
    }

    private static VolumeBackup backup(SnapshotScope scope, SnapshotSupport volume) {
        var claim = volume.claim().orElseThrow();
        return new VolumeBackup(
                new PersistentVolumeClaim(told(claim.getMetadata()), claim.getSpec(), null),
                volume.volume(),
                SnapshotNames.volumeSnapshot(scope.snapshot(), volume.volume()),
                null);
    }

    private static ObjectMeta told(ObjectMeta metadata) {
        return new ObjectMetaBuilder(metadata).withManagedFields(List.of()).build();
    }
}
