package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationPhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStateBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatusBuilder;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The status of a migration, from what one look at it knew and decided. */
final class MigrationStatus {
    private static final Set<String> BLOCKS = Set.of(MigrationBlock.BY_BACKUP, MigrationBlock.BY_VOLUMES);
    private static final String ABORT = "migrationAbortRequested";
    private static final String QUOTA = "migrationRejectedByResourceQuota";

    private MigrationStatus() {}

    /**
     * Returns the status.
     *
     * @param phase how far it is now
     * @param refused why no Pod may be made for it; empty if none was refused
     */
    static VirtualMachineInstanceMigrationStatus of(
            MigrationScope scope, MigrationPhase phase, Optional<String> refused) {
        VirtualMachineInstanceMigrationStatus before = scope.status();
        return VirtualMachineInstanceMigrationStatusBuilder.builder(before)
                .phase(phase.text())
                .phaseTransitionTimestamps(transitions(scope, before, phase))
                .migrationState(state(scope, before, phase))
                .conditions(conditions(scope, before, phase, refused))
                .build();
    }

    /** While it goes on the instance tells of it; here stands where it began, and how it went once it is over. */
    private static @Nullable VirtualMachineInstanceMigrationState state(
            MigrationScope scope, VirtualMachineInstanceMigrationStatus before, MigrationPhase phase) {
        if (phase.isFinal()) {
            return scope.state().orElse(before.migrationState());
        }
        return before.migrationState() != null || phase == MigrationPhase.UNSET
                ? before.migrationState()
                : scope.instance()
                        .map(instance -> VirtualMachineInstanceMigrationStateBuilder.builder()
                                .sourcePod(Carrier.pod(instance))
                                .build())
                        .orElse(null);
    }

    private static List<VirtualMachineInstanceMigrationPhaseTransitionTimestamp> transitions(
            MigrationScope scope, VirtualMachineInstanceMigrationStatus before, MigrationPhase phase) {
        List<VirtualMachineInstanceMigrationPhaseTransitionTimestamp> all = new ArrayList<>(
                Optional.ofNullable(before.phaseTransitionTimestamps()).orElse(List.of()));
        if (all.isEmpty() || !phase.text().equals(all.getLast().phase())) {
            all.add(new VirtualMachineInstanceMigrationPhaseTransitionTimestamp(
                    phase.text(), Timestamps.format(scope.now()), null));
        }
        return all;
    }

    private static List<VirtualMachineInstanceMigrationCondition> conditions(
            MigrationScope scope,
            VirtualMachineInstanceMigrationStatus before,
            MigrationPhase phase,
            Optional<String> refused) {
        ConditionSet conditions = ConditionSet.of(before.conditions(), scope.now());
        if (scope.isUnwanted()) {
            conditions.set(ABORT, Condition.TRUE, null, null);
        }
        boolean waits = phase == MigrationPhase.PENDING && scope.phase() == MigrationPhase.PENDING;
        Optional<MigrationBlock> block = waits ? MigrationBlock.of(scope) : Optional.empty();
        conditions.removeIf(type -> BLOCKS.contains(type)
                && block.filter(found -> found.condition().equals(type)).isEmpty());
        // Once: it names the time that is left, which changes with each look.
        block.filter(found -> !conditions.has(found.condition(), Condition.TRUE))
                .ifPresent(found -> conditions.set(found.condition(), Condition.TRUE, found.reason(), found.message()));
        conditions.trueWhile(refused.isPresent() && phase == MigrationPhase.PENDING, QUOTA, null, refused.orElse(null));
        return conditions.list(VirtualMachineInstanceMigrationCondition::new);
    }
}
