package dev.slipway.operator.backup;

import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.api.kubevirt.UtilityVolume;
import dev.slipway.api.kubevirt.UtilityVolumeBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.given.Given;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claim that a backup goes to, as a helper volume of the instance, and the backup's entry in the instance's status. */
record BackupClaim(ObjectWriter writer) {
    /** Returns whether the node has the claim. */
    boolean isThere(BackupScope scope) {
        return status(scope)
                .filter(volume -> "MountedToPod".equals(volume.phase()))
                .isPresent();
    }

    /** Asks for the claim at the guest's node. */
    void bring(BackupScope scope) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        List<UtilityVolume> volumes =
                new ArrayList<>(Given.list(instance.getSpec().utilityVolumes()));
        String name = BackupNames.volume(scope.name());
        if (volumes.stream().noneMatch(volume -> name.equals(volume.name()))) {
            volumes.add(UtilityVolumeBuilder.builder()
                    .name(name)
                    .claimName(scope.backup().getSpec().pvcName())
                    .type("Backup")
                    .build());
            write(instance, volumes);
        }
    }

    /** Has the claim go; returns whether it has gone, or there is no instance that could have it. */
    boolean isGone(BackupScope scope) {
        if (scope.instance().isEmpty()) {
            return true;
        }
        VirtualMachineInstance instance = scope.instance().get();
        String name = BackupNames.volume(scope.name());
        List<UtilityVolume> others = Given.list(instance.getSpec().utilityVolumes()).stream()
                .filter(volume -> !name.equals(volume.name()))
                .toList();
        if (others.size() < Given.list(instance.getSpec().utilityVolumes()).size()) {
            write(instance, others);
            return false;
        }
        return status(scope).isEmpty();
    }

    /** As {@link #isGone}, and then takes the backup's entry out of the instance's status. */
    boolean isLetGo(BackupScope scope) {
        if (!isGone(scope)) {
            return false;
        }
        if (scope.progress().isPresent()) {
            mark(scope, null);
        }
        return true;
    }

    /** Writes the backup's entry into the instance's status. */
    void mark(BackupScope scope, @Nullable VirtualMachineInstanceBackupStatus entry) {
        VirtualMachineInstance instance = scope.instance().orElseThrow();
        VirtualMachineInstance marked = Copies.of(instance);
        ChangedBlockTrackingStatus tracking = BackupScope.tracking(instance).orElseThrow();
        marked.setStatus(instance.getStatus().withChangedBlockTracking(tracking.withBackupStatus(entry)));
        writer.whole(instance, marked);
    }

    private void write(VirtualMachineInstance instance, List<UtilityVolume> volumes) {
        VirtualMachineInstance changed = Copies.of(instance);
        changed.setSpec(instance.getSpec().withUtilityVolumes(volumes.isEmpty() ? null : volumes));
        writer.whole(instance, changed);
    }

    private static Optional<VolumeStatus> status(BackupScope scope) {
        String name = BackupNames.volume(scope.name());
        return scope
                .instance()
                .flatMap(found -> Optional.ofNullable(found.getStatus()))
                .map(VirtualMachineInstanceStatus::volumeStatus)
                .orElse(List.of())
                .stream()
                .filter(volume -> name.equals(volume.name()))
                .findFirst();
    }
}
