package dev.slipway.operator.replicaset;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatusBuilder;
import dev.slipway.machine.replicas.Replica;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.util.List;
import java.util.Optional;

/** The status of a replica set, from what one look at it knew and did. */
final class ReplicaSetStatus {
    private static final String FAILURE = "ReplicaFailure";
    private static final String PAUSED = "ReplicaPaused";

    private ReplicaSetStatus() {}

    static VirtualMachineInstanceReplicaSetStatus of(ReplicaSetScope scope, Optional<ReplicaSetProblem> problem) {
        List<VirtualMachineInstance> active =
                scope.members().stream().filter(Replica::isActive).toList();
        ConditionSet conditions = conditions(scope);
        problem.ifPresentOrElse(
                found -> conditions.set(FAILURE, Condition.TRUE, found.reason(), found.message()),
                () -> conditions.remove(FAILURE));
        conditions.trueWhile(scope.isPaused(), PAUSED, "Paused", "Controller got paused");
        return VirtualMachineInstanceReplicaSetStatusBuilder.builder(scope.status())
                .replicas(active.size())
                .readyReplicas((int) active.stream().filter(Replica::isReady).count())
                .labelSelector(scope.selector().text())
                .conditions(conditions.list(VirtualMachineInstanceReplicaSetCondition::new))
                .build();
    }

    /** Returns whether the status says that nothing is made or deleted. */
    static boolean saysPaused(ReplicaSetScope scope) {
        return conditions(scope).has(PAUSED, Condition.TRUE);
    }

    private static ConditionSet conditions(ReplicaSetScope scope) {
        return ConditionSet.of(scope.status().conditions(), scope.now());
    }
}
