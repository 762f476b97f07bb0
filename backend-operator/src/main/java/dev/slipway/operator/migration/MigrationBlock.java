package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Copies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What goes on in a guest that it cannot take along, and that its migration therefore waits for. Source: KubeVirt v1.9.0,
 * {@code watch/migration/migration.go}.
 */
public sealed interface MigrationBlock {
    /** Condition of migrations that wait for a backup. */
    String BY_BACKUP = "migrationBlockedByBackup";

    /** Condition of migrations that wait until helping volumes are plugged out. */
    String BY_VOLUMES = "migrationBlockedByUtilityVolumes";

    /** Annotation of a migration: how many seconds it waits for helping volumes. */
    String PATIENCE = "kubevirt.io/migrationUtilityVolumesTimeoutSeconds";

    /** Returns the type of the condition. */
    String condition();

    /** Returns its reason. */
    String reason();

    /** Returns one sentence: what it waits for. */
    String message();

    /**
     * A backup goes on.
     *
     * @param backup its name
     * @param yields whether the migration is so urgent that the backup is given up
     */
    record Backup(String backup, boolean yields) implements MigrationBlock {
        @Override
        public String condition() {
            return BY_BACKUP;
        }

        @Override
        public String reason() {
            return "BackupInProgress";
        }

        @Override
        public String message() {
            return yields
                    ? "Aborting backup " + backup + " for system-critical migration"
                    : "Waiting for backup " + backup + " to complete";
        }
    }

    /**
     * Helping volumes are plugged in.
     *
     * @param left how long the migration still waits for them; not positive once it is over
     */
    record Volumes(Duration left) implements MigrationBlock {
        @Override
        public String condition() {
            return BY_VOLUMES;
        }

        @Override
        public String reason() {
            return "UtilityVolumesPresent";
        }

        @Override
        public String message() {
            return "Migration is waiting for utility volumes to detach. Will timeout in " + left.toSeconds()
                    + " seconds.";
        }
    }

    /** Returns what a migration that has not begun waits for; nothing if it may begin. */
    static Optional<MigrationBlock> of(MigrationScope scope) {
        return scope.instance()
                .flatMap(instance -> backup(instance)
                        .<MigrationBlock>map(name -> new Backup(name, scope.isCritical()))
                        .or(() -> volumes(scope, instance)));
    }

    /** Returns whether a migration says that it waits for this. */
    static boolean isSaid(VirtualMachineInstanceMigration migration, String condition) {
        return Optional.ofNullable(migration.getStatus())
                .map(VirtualMachineInstanceMigrationStatus::conditions)
                .orElse(List.of())
                .stream()
                .anyMatch(found -> condition.equals(found.type()) && Condition.TRUE.equals(found.status()));
    }

    private static Optional<String> backup(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::changedBlockTracking)
                .map(ChangedBlockTrackingStatus::backupStatus)
                .filter(status -> !Boolean.TRUE.equals(status.completed()))
                .map(VirtualMachineInstanceBackupStatus::backupName)
                .filter(name -> !name.isEmpty());
    }

    private static Optional<MigrationBlock> volumes(MigrationScope scope, VirtualMachineInstance instance) {
        if (Given.list(instance.getSpec().utilityVolumes()).isEmpty()) {
            return Optional.empty();
        }
        String named = Copies.annotations(scope.migration()).getOrDefault(PATIENCE, "");
        Duration patience =
                named.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(named)) : scope.volumesPatience();
        Instant made = Instant.parse(scope.migration().getMetadata().getCreationTimestamp());
        return Optional.of(new Volumes(Duration.between(scope.now(), made.plus(patience))));
    }
}
