package dev.slipway.operator.evacuation;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which guests of a node get a migration now. How many of these run at once is the migrations' own matter: those that have no
 * place yet are Pending, for all to see. Source: KubeVirt v1.9.0, {@code watch/drain/evacuation/evacuation.go}.
 *
 * @param moved those to be moved
 * @param stuck those that should leave and cannot
 */
record EvacuationPlan(List<VirtualMachineInstance> moved, List<VirtualMachineInstance> stuck) {
    EvacuationPlan {
        moved = List.copyOf(moved);
        stuck = List.copyOf(stuck);
    }

    /**
     * Makes the plan.
     *
     * @param node the node
     * @param guests the instances on it
     * @param moving {@code namespace/name} of all instances of the cluster that a migration is under way for
     * @param taint key of the taint of a node that is to be emptied
     * @param strategy eviction strategy of instances that name none
     */
    static EvacuationPlan of(
            Node node, List<VirtualMachineInstance> guests, Collection<String> moving, String taint, String strategy) {
        boolean drained = isTainted(node, taint);
        List<VirtualMachineInstance> able = new ArrayList<>();
        List<VirtualMachineInstance> stuck = new ArrayList<>();
        guests.stream()
                .sorted(Comparator.comparing(EvacuationPlan::key))
                .filter(guest -> leaves(guest, node, drained, strategy) && !moving.contains(key(guest)))
                .forEach(guest -> (isMovable(guest) ? able : stuck).add(guest));
        return new EvacuationPlan(able, stuck);
    }

    private static boolean leaves(VirtualMachineInstance guest, Node node, boolean drained, String strategy) {
        InstanceState state = InstanceState.of(guest);
        String own = Optional.ofNullable(guest.getSpec().evictionStrategy()).orElse(strategy);
        boolean marked = Optional.ofNullable(guest.getStatus())
                .map(VirtualMachineInstanceStatus::evacuationNodeName)
                .filter(node.getMetadata().getName()::equals)
                .isPresent();
        boolean wanted = own.equals("LiveMigrate") || (own.equals("LiveMigrateIfPossible") && isMovable(guest));
        return wanted && (drained || marked) && !state.isFinal() && !state.deleting();
    }

    /** Returns how urgent it is that a guest leaves: the descheduler tidies up, whoever drains a node waits for it. */
    static String priority(VirtualMachineInstance guest) {
        boolean descheduled = isMarked(guest)
                && KubeVirtNames.DESCHEDULER.equals(Copies.annotations(guest).get(KubeVirtNames.EVICTION_SOURCE));
        return descheduled ? "system-maintenance" : "system-critical";
    }

    private static boolean isMarked(VirtualMachineInstance guest) {
        return Optional.ofNullable(guest.getStatus())
                .map(VirtualMachineInstanceStatus::evacuationNodeName)
                .isPresent();
    }

    private static boolean isMovable(VirtualMachineInstance guest) {
        return InstanceState.of(guest).has("LiveMigratable", "True");
    }

    private static boolean isTainted(Node node, String key) {
        return Optional.ofNullable(node.getSpec()).map(NodeSpec::getTaints).orElse(List.of()).stream()
                .anyMatch(taint -> key.equals(taint.getKey()) && "NoSchedule".equals(taint.getEffect()));
    }

    private static String key(VirtualMachineInstance guest) {
        return guest.getMetadata().getNamespace() + "/" + guest.getMetadata().getName();
    }
}
