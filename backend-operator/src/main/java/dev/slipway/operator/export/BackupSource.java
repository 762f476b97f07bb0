package dev.slipway.operator.export;

import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.export.ExportedBackup;
import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** What a backup gives out. Sentences are KubeVirt's (v1.9.0, {@code pkg/storage/export/export/backup-source.go}). */
final class BackupSource {
    private BackupSource() {}

    /**
     * Returns the source.
     *
     * @param backup the backup, if it exists
     * @param instance the instance of its machine, if there is one
     */
    static ExportedSource of(Optional<VirtualMachineBackup> backup, Optional<VirtualMachineInstance> instance) {
        if (backup.isEmpty()) {
            return not("VMBackup does not exist yet");
        }
        if (!"Pull".equals(backup.get().getSpec().mode())) {
            return not("VMBackup is written to claim %s (mode Push); export that claim"
                    .formatted(Given.text(backup.get().getSpec().pvcName())));
        }
        VirtualMachineBackupStatus status = backup.get().getStatus();
        if (status == null) {
            return not("VMBackup is not progressing");
        }
        List<String> volumes = Given.list(status.includedVolumes()).stream()
                .map(BackupVolumeInfo::volumeName)
                .map(Given::text)
                .toList();
        if (volumes.isEmpty()) {
            return not("VMBackup has no included volumes");
        }
        Optional<Condition> progressing = Given.list(status.conditions()).stream()
                .filter(condition -> condition.getType().equals("Progressing"))
                .findFirst();
        if (progressing.isEmpty()) {
            return not("VMBackup progressing condition not found");
        }
        if (!"True".equals(progressing.get().getStatus())) {
            return not(progressing.get().getMessage());
        }
        return ExportedSource.backup(
                Optional.of(new ExportedBackup(
                        backup.get().getMetadata().getUid(),
                        Given.text(status.type()),
                        Optional.ofNullable(status.checkpointName()),
                        volumes,
                        instance.map(found -> found.getMetadata().getUid()))),
                progressing.get().getMessage());
    }

    private static ExportedSource not(String why) {
        return ExportedSource.backup(Optional.empty(), why);
    }
}
