package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatusBuilder;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.MigrationRules;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * All that one look at a migration knows; read once.
 *
 * @param migration the migration
 * @param instance the instance that is to move
 * @param target the Pod that it moves to
 * @param volumesPatience how long it waits until helping volumes are plugged out
 * @param now time of the look
 */
record MigrationScope(
        VirtualMachineInstanceMigration migration,
        Optional<VirtualMachineInstance> instance,
        Optional<Pod> target,
        Duration volumesPatience,
        Instant now) {

    static Optional<MigrationScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.migrations(), key).map(migration -> {
            String name = String.valueOf(migration.getSpec().vmiName());
            Optional<VirtualMachineInstance> instance =
                    Caches.find(caches.instances(), new ObjectKey(key.namespace(), name));
            String pod = LauncherNames.pod(name, migration.getMetadata().getUid());
            return new MigrationScope(
                    migration,
                    instance,
                    Caches.find(caches.pods(), new ObjectKey(key.namespace(), pod)),
                    patience(caches),
                    now);
        });
    }

    private static Duration patience(Caches caches) {
        Long seconds = MigrationRules.of(caches.configuration(), List.of(), Map.of(), Map.of())
                .options()
                .utilityVolumesTimeout();
        return Duration.ofSeconds(Objects.requireNonNull(seconds));
    }

    /** Returns whether somebody waits for a node to be empty. */
    boolean isCritical() {
        return "system-critical".equals(migration.getSpec().priority());
    }

    String namespace() {
        return migration.getMetadata().getNamespace();
    }

    String uid() {
        return migration.getMetadata().getUid();
    }

    boolean isUnwanted() {
        return migration.getMetadata().getDeletionTimestamp() != null;
    }

    VirtualMachineInstanceMigrationStatus status() {
        return Optional.ofNullable(migration.getStatus())
                .orElseGet(() ->
                        VirtualMachineInstanceMigrationStatusBuilder.builder().build());
    }

    MigrationPhase phase() {
        return MigrationPhase.of(status().phase());
    }

    /** Returns what the instance says of this migration; empty if it says nothing, or speaks of another. */
    Optional<VirtualMachineInstanceMigrationState> state() {
        return instance.flatMap(Carrier::state).filter(move -> uid().equals(move.migrationUid()));
    }
}
