package dev.slipway.operator.pool;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.pool.VirtualMachinePoolCondition;
import dev.slipway.api.pool.VirtualMachinePoolStatus;
import dev.slipway.api.pool.VirtualMachinePoolStatusBuilder;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ReplicaConditions;
import dev.slipway.operator.cluster.ReplicaConditions.Cause;
import java.util.List;
import java.util.Optional;

/** The status of a pool, from what one look at it knew and did. */
final class PoolStatus {
    private static final Cause PAUSED = new Cause("SuccessfulPaused", "Pool controller is paused");

    private PoolStatus() {}

    static VirtualMachinePoolStatus of(PoolScope scope, Optional<PoolProblem> problem) {
        ReplicaConditions conditions = conditions(scope);
        conditions.failed(problem.map(found -> new Cause(found.reason(), found.message())));
        conditions.paused(scope.isPaused(), PAUSED);
        List<VirtualMachine> members = scope.members();
        return VirtualMachinePoolStatusBuilder.builder(scope.status())
                .replicas(members.size())
                .readyReplicas(
                        (int) members.stream().filter(PoolStatus::isReady).count())
                .labelSelector(scope.selector().text())
                .conditions(conditions.list(VirtualMachinePoolCondition::new))
                .build();
    }

    static ReplicaConditions conditions(PoolScope scope) {
        return new ReplicaConditions(scope.status().conditions(), scope.now());
    }

    static boolean isReady(VirtualMachine machine) {
        return Optional.ofNullable(machine.getStatus()).map(VirtualMachineStatus::conditions).orElse(List.of()).stream()
                .anyMatch(condition -> "Ready".equals(condition.type()) && Condition.TRUE.equals(condition.status()));
    }
}
