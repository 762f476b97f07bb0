package dev.slipway.nodeagent.session;

import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.backup.BackupVolumeInfoBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatusBuilder;
import java.util.List;
import java.util.Optional;

/**
 * A backup that was begun.
 *
 * @param name of the VirtualMachineBackup
 * @param start its time of creation, RFC 3339
 * @param checkpoint the bitmaps that began with it
 * @param pulled whether others read it from here, and nothing is copied
 * @param directory where its files are, as the launcher sees it; empty text if that is not known any more
 * @param supersedes the bitmaps that nobody needs once it went well; empty text if there are none
 * @param volumes what is in it
 * @param quiesce whether the guest's file systems stood still as it began; empty text if that is not known any more
 * @param end how it ended
 */
record RunningBackup(
        String name,
        String start,
        String checkpoint,
        boolean pulled,
        String directory,
        String supersedes,
        List<BackupVolumeInfo> volumes,
        String quiesce,
        Optional<End> end) {
    /** When it ended, and what went wrong, if something did. */
    record End(String time, Optional<String> failure) {}

    static BackupVolumeInfo volume(String name, String target) {
        return BackupVolumeInfoBuilder.builder()
                .volumeName(name)
                .diskTarget(target)
                .build();
    }

    /** Returns whether it is the one that an instance's status tells of. */
    boolean isOf(VirtualMachineInstanceBackupStatus entry) {
        return name.equals(entry.backupName()) && start.equals(entry.startTimestamp());
    }

    RunningBackup ended(String time, Optional<String> failure) {
        return new RunningBackup(
                name,
                start,
                checkpoint,
                pulled,
                directory,
                supersedes,
                volumes,
                quiesce,
                Optional.of(new End(time, failure)));
    }

    /** Returns whether it goes on. */
    boolean isUnfinished() {
        return end.isEmpty();
    }

    /** Returns the instance's entry with what is known of it. */
    VirtualMachineInstanceBackupStatus told(VirtualMachineInstanceBackupStatus entry) {
        VirtualMachineInstanceBackupStatusBuilder told = VirtualMachineInstanceBackupStatusBuilder.builder(entry)
                .checkpointName(checkpoint)
                .volumes(volumes)
                .quiesceStatus(quiesce.isEmpty() ? null : quiesce);
        end.ifPresent(over -> told.completed(true)
                .endTimestamp(over.time())
                .failed(over.failure().isPresent() ? Boolean.TRUE : null)
                .backupMsg(over.failure().orElse(null)));
        return told.build();
    }
}
