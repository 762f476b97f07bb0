package dev.slipway.operator.backup;

import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupStatus;
import dev.slipway.api.backup.VirtualMachineBackupStatusBuilder;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a backup: conditions as KubeVirt v1.9.0 has them ({@code pkg/storage/cbt/backup.go}). */
final class BackupStatus {
    private static final String COMPLETE = "Complete";
    private static final String FAILED = "Failed";
    private static final String PROGRESSING = "Progressing";
    private static final String DONE = "Successfully completed VirtualMachineBackup";

    private static final Map<String, String> QUIESCED = Map.of(
            "Succeeded", "Guest filesystem was successfully quiesced",
            "Failed", "Guest filesystem quiesce failed",
            "Skipped", "Guest filesystem quiesce was skipped");

    private final ConditionSet conditions;
    private VirtualMachineBackupStatus status;

    private BackupStatus(VirtualMachineBackupStatus before, Instant now) {
        this.status = before;
        this.conditions = ConditionSet.of(before.conditions(), BackupStatus::neutral, now);
    }

    static BackupStatus of(VirtualMachineBackup backup, Instant now) {
        return new BackupStatus(before(backup), now);
    }

    static VirtualMachineBackupStatus before(VirtualMachineBackup backup) {
        return Optional.ofNullable(backup.getStatus())
                .orElseGet(() -> VirtualMachineBackupStatusBuilder.builder().build());
    }

    /** Returns whether it has ended, well or not. */
    static boolean isOver(VirtualMachineBackup backup) {
        return Optional.ofNullable(before(backup).conditions()).orElse(List.of()).stream()
                .anyMatch(condition -> (condition.getType().equals(COMPLETE)
                                || condition.getType().equals(FAILED))
                        && "True".equals(condition.getStatus()));
    }

    /** Returns whether it was told already that it is being ended. */
    static boolean isAborting(VirtualMachineBackup backup) {
        return Optional.ofNullable(before(backup).conditions()).orElse(List.of()).stream()
                .anyMatch(condition ->
                        condition.getType().equals(PROGRESSING) && "Aborting".equals(condition.getReason()));
    }

    /** It has not begun, for this reason. */
    BackupStatus waits(String why) {
        conditions.set(PROGRESSING, "True", "Initializing", why);
        return this;
    }

    /** It has begun. */
    BackupStatus begun(String type) {
        status = status.withType(type);
        conditions.set(PROGRESSING, "True", "Initiated", "Backup is in progress");
        return this;
    }

    /** It is being ended. */
    BackupStatus aborting(String message) {
        conditions.set(PROGRESSING, "True", "Aborting", message);
        return this;
    }

    /** The export through which it is pulled is on its way. */
    BackupStatus preparing() {
        status = status.withEndpointCert(null);
        return preparing("Backup export is being initialized");
    }

    /** The export through which it is pulled is not there, for this reason. */
    BackupStatus preparing(String why) {
        conditions.set(PROGRESSING, "True", "PreparingExport", why);
        return this;
    }

    /** The node knows of the export; it tells where the disks are read once it is ready. */
    BackupStatus exported(VirtualMachineExport export) {
        status = status.withExportUID(export.getMetadata().getUid());
        Optional<VirtualMachineExportLink> link = Optional.ofNullable(export.getStatus())
                .filter(told -> "Ready".equals(told.phase()))
                .map(VirtualMachineExportStatus::links)
                .map(links -> links.external() == null ? links.internal() : links.external())
                .filter(found -> !Given.list(found.backups()).isEmpty());
        link.ifPresent(found -> {
            status = status.withEndpointCert(found.cert())
                    .withIncludedVolumes(Given.list(status.includedVolumes()).stream()
                            .map(volume -> volume.withDataEndpoint(url(found, volume, "data"))
                                    .withMapEndpoint(url(found, volume, "map")))
                            .toList());
            conditions.set(PROGRESSING, "True", "ExportReady", "Backup export is ready to pull");
        });
        return this;
    }

    private static @Nullable String url(VirtualMachineExportLink link, BackupVolumeInfo volume, String endpoint) {
        return Given.list(link.backups()).stream()
                .filter(backup -> Given.text(volume.volumeName()).equals(backup.name()))
                .flatMap(backup -> Given.list(backup.endpoints()).stream())
                .filter(found -> endpoint.equals(found.endpoint()))
                .map(found -> found.url())
                .findFirst()
                .orElse(null);
    }

    /** Tells what the node said of it. */
    BackupStatus told(VirtualMachineInstanceBackupStatus said, boolean tracked) {
        if (!Given.list(said.volumes()).isEmpty() && !Given.list(said.volumes()).equals(withoutEndpoints())) {
            status = status.withIncludedVolumes(said.volumes());
        }
        if (tracked && said.checkpointName() != null) {
            status = status.withCheckpointName(said.checkpointName());
        }
        String quiesce = said.quiesceStatus();
        if (quiesce != null && QUIESCED.containsKey(quiesce)) {
            conditions.set(
                    "Quiesced",
                    quiesce.equals("Succeeded") ? "True" : "False",
                    "Quiesce" + quiesce,
                    QUIESCED.get(quiesce));
        }
        return this;
    }

    BackupStatus failed(String reason, String why) {
        return over(FAILED, reason, "Backup has failed: " + why);
    }

    BackupStatus complete(Optional<String> warning) {
        return warning.map(said -> over(COMPLETE, "CompletedWithWarning", warned(said)))
                .orElseGet(() -> over(COMPLETE, "Completed", DONE));
    }

    /** Returns the sentence about a backup that is complete but for something. */
    static String warned(String warning) {
        return "Completed VirtualMachineBackup, warning: " + warning;
    }

    static String done() {
        return DONE;
    }

    private List<BackupVolumeInfo> withoutEndpoints() {
        return Given.list(status.includedVolumes()).stream()
                .map(volume -> volume.withDataEndpoint(null).withMapEndpoint(null))
                .toList();
    }

    private BackupStatus over(String type, String reason, String message) {
        if (status.includedVolumes() != null) {
            status = status.withIncludedVolumes(withoutEndpoints());
        }
        conditions.set(type, "True", reason, message);
        conditions.set(PROGRESSING, "False", reason, message);
        return this;
    }

    VirtualMachineBackupStatus build() {
        return status.withConditions(conditions.list(BackupStatus::own));
    }

    private static Condition neutral(io.fabric8.kubernetes.api.model.Condition condition) {
        return new Condition(
                condition.getType(),
                condition.getStatus(),
                condition.getReason(),
                condition.getMessage(),
                null,
                condition.getLastTransitionTime());
    }

    private static io.fabric8.kubernetes.api.model.Condition own(Condition condition) {
        return new io.fabric8.kubernetes.api.model.ConditionBuilder()
                .withType(condition.type())
                .withStatus(condition.status())
                .withReason(condition.reason())
                .withMessage(condition.message())
                .withLastTransitionTime(condition.turned())
                .build();
    }
}
