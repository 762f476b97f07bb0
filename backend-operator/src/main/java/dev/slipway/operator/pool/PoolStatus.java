package dev.slipway.operator.pool;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.pool.VirtualMachinePoolCondition;
import dev.slipway.api.pool.VirtualMachinePoolStatus;
import dev.slipway.api.pool.VirtualMachinePoolStatusBuilder;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.util.List;
import java.util.Optional;

/** The status of a pool, from what one look at it knew and did. */
final class PoolStatus {
    private static final String FAILURE = "ReplicaFailure";
    private static final String PAUSED = "ReplicaPaused";

    private PoolStatus() {}

    static VirtualMachinePoolStatus of(PoolScope scope, Optional<PoolProblem> problem) {
        ConditionSet conditions = conditions(scope);
        problem.ifPresentOrElse(
                found -> conditions.set(FAILURE, Condition.TRUE, found.reason(), found.message()),
                () -> conditions.remove(FAILURE));
        conditions.trueWhile(scope.isPaused(), PAUSED, "SuccessfulPaused", "Pool controller is paused");
        List<VirtualMachine> members = scope.members();
        return VirtualMachinePoolStatusBuilder.builder(scope.status())
                .replicas(members.size())
                .readyReplicas(
                        (int) members.stream().filter(PoolStatus::isReady).count())
                .labelSelector(scope.selector().text())
                .conditions(conditions.list(VirtualMachinePoolCondition::new))
                .build();
    }

    /** Returns whether the status says that nothing is made, deleted or updated. */
    static boolean saysPaused(PoolScope scope) {
        return conditions(scope).has(PAUSED, Condition.TRUE);
    }

    static boolean isReady(VirtualMachine machine) {
        return Optional.ofNullable(machine.getStatus()).map(VirtualMachineStatus::conditions).orElse(List.of()).stream()
                .anyMatch(condition -> "Ready".equals(condition.type()) && Condition.TRUE.equals(condition.status()));
    }

    private static ConditionSet conditions(PoolScope scope) {
        return ConditionSet.of(scope.status().conditions(), scope.now());
    }
}
