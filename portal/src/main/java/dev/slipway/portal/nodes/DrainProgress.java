package dev.slipway.portal.nodes;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How far a drain is. */
sealed interface DrainProgress {
    /** Returns it in words. */
    String sentence();

    /** No machine is left. */
    record Empty(String sentence) implements DrainProgress {}

    /** Machines are still leaving. */
    record Leaving(String sentence) implements DrainProgress {}

    /** It goes no further. */
    record Over(String sentence) implements DrainProgress {}

    /**
     * Decides it.
     *
     * @param cordoned whether new machines keep away from the node; empty if there is no such node
     * @param left what is to become of the machines that are on it
     */
    static DrainProgress of(Optional<Boolean> cordoned, List<DrainFate> left) {
        if (cordoned.isEmpty()) {
            return new Empty("The node has left the cluster.");
        }
        if (left.isEmpty()) {
            return new Empty("No machine runs on it any more.");
        }
        if (!cordoned.get()) {
            return new Over("The node was uncordoned before it was empty, so new machines come to it again.");
        }
        if (left.stream().allMatch(fate -> fate.kind() == DrainFate.Kind.STAYS)) {
            return new Over(left.stream()
                            .map(fate -> fate.machine().name() + " " + fate.sentence())
                            .limit(3)
                            .collect(Collectors.joining("; "))
                    + (left.size() > 3 ? "; and " + (left.size() - 3) + " more stay" : "")
                    + ". Shut down what stays, and drain the node again.");
        }
        return new Leaving((left.size() == 1 ? "1 machine is left: " : left.size() + " machines are left: ")
                + DrainPlan.names(left.stream()
                        .map(fate -> fate.machine().name())
                        .sorted()
                        .toList())
                + ".");
    }
}
