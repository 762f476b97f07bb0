package dev.slipway.portal.nodes;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.machines.MachineFacts;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a running machine when its node is drained.
 *
 * @param machine namespace and name
 * @param kind what becomes of it
 * @param sentence the same in words, without its name
 */
record DrainFate(ObjectKey machine, Kind kind, String sentence) {
    /** What can become of a machine. */
    enum Kind {
        MOVES,
        ENDS,
        STAYS
    }

    /** Decides it, as the webhook on evictions does: by eviction strategy and by whether the guest can move. */
    static DrainFate of(VirtualMachineInstance instance) {
        ObjectKey machine = ObjectKey.of(instance);
        String strategy = Optional.ofNullable(instance.getSpec())
                .map(spec -> MachineFacts.text(spec.evictionStrategy()))
                .orElse("");
        Optional<VirtualMachineInstanceCondition> migratable = migratable(instance);
        boolean movable = migratable
                .filter(condition -> "True".equals(condition.status()))
                .isPresent();
        String why = migratable
                .map(condition -> MachineFacts.text(condition.message()).strip())
                .filter(message -> !message.isEmpty())
                .orElse("it is not known whether it can migrate");
        return switch (strategy) {
            case "LiveMigrate" ->
                movable ? moves(instance) : new DrainFate(machine, Kind.STAYS, "stays, as it cannot migrate: " + why);
            case "LiveMigrateIfPossible" ->
                movable
                        ? moves(instance)
                        : new DrainFate(machine, Kind.ENDS, "is shut down, as it cannot migrate: " + why);
            case "External" ->
                new DrainFate(
                        machine, Kind.STAYS, "stays until another controller moves it, as its eviction strategy says");
            default -> new DrainFate(machine, Kind.ENDS, "is shut down, as its eviction strategy does not move it");
        };
    }

    private static DrainFate moves(VirtualMachineInstance instance) {
        return new DrainFate(
                ObjectKey.of(instance),
                Kind.MOVES,
                leaves(instance) ? "waits for its turn to move" : "moves to another node");
    }

    /** Returns whether it was told to leave its node, and has not left yet. */
    static boolean leaves(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .filter(status -> !MachineFacts.text(status.evacuationNodeName())
                                .isEmpty()
                        && MachineFacts.text(status.evacuationNodeName()).equals(MachineFacts.text(status.nodeName())))
                .isPresent();
    }

    private static Optional<VirtualMachineInstanceCondition> migratable(VirtualMachineInstance instance) {
        List<VirtualMachineInstanceCondition> conditions = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::conditions)
                .orElse(List.of());
        return conditions.stream()
                .filter(condition -> "LiveMigratable".equals(condition.type()))
                .findFirst();
    }
}
