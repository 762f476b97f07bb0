package dev.slipway.operator.replicaset;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatusBuilder;
import dev.slipway.machine.replicas.Replica;
import dev.slipway.operator.cluster.ReplicaConditions;
import dev.slipway.operator.cluster.ReplicaConditions.Cause;
import java.util.List;
import java.util.Optional;

/** The status of a replica set, from what one look at it knew and did. */
final class ReplicaSetStatus {
    private static final Cause PAUSED = new Cause("Paused", "Controller got paused");

    private ReplicaSetStatus() {}

    static VirtualMachineInstanceReplicaSetStatus of(ReplicaSetScope scope, Optional<ReplicaSetProblem> problem) {
        List<VirtualMachineInstance> active =
                scope.members().stream().filter(Replica::isActive).toList();
        ReplicaConditions conditions = conditions(scope);
        conditions.failed(problem.map(found -> new Cause(found.reason(), found.message())));
        conditions.paused(scope.isPaused(), PAUSED);
        return VirtualMachineInstanceReplicaSetStatusBuilder.builder(scope.status())
                .replicas(active.size())
                .readyReplicas((int) active.stream().filter(Replica::isReady).count())
                .labelSelector(scope.selector().text())
                .conditions(conditions.list(VirtualMachineInstanceReplicaSetCondition::new))
                .build();
    }

    static ReplicaConditions conditions(ReplicaSetScope scope) {
        return new ReplicaConditions(scope.status().conditions(), scope.now());
    }
}
