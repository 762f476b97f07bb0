package dev.slipway.machine.replicas;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.InstanceState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which instances of a replica set go first when there are too many: those that serve least. KubeVirt takes any; it names
 * this order as what it would like to do.
 */
public final class ReplicaOrder {
    private static final Comparator<VirtualMachineInstance> LEAST_USEFUL_FIRST = Comparator.comparing(
                    ReplicaOrder::serves)
            .thenComparing(Comparator.comparing(ReplicaOrder::birth).reversed())
            .thenComparing(instance -> instance.getMetadata().getName());

    private ReplicaOrder() {}

    /** How much an instance serves; declared from least to most. */
    private enum Service {
        NOT_RUNNING,
        NOT_READY,
        MIGRATING,
        READY
    }

    /** Returns the instances to delete, the least useful first. */
    public static List<VirtualMachineInstance> surplus(List<VirtualMachineInstance> present, int count) {
        return present.stream().sorted(LEAST_USEFUL_FIRST).limit(count).toList();
    }

    private static Service serves(VirtualMachineInstance instance) {
        InstanceState state = InstanceState.of(instance);
        if (!InstanceState.RUNNING.equals(state.phase())) {
            return Service.NOT_RUNNING;
        }
        if (!state.has("Ready", "True")) {
            return Service.NOT_READY;
        }
        return InstanceState.isMigrating(instance) ? Service.MIGRATING : Service.READY;
    }

    private static String birth(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getMetadata().getCreationTimestamp())
                .orElse("");
    }
}
