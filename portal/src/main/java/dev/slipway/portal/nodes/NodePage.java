package dev.slipway.portal.nodes;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.machines.MachineRow;
import java.util.Comparator;
import java.util.List;

/**
 * The page of one node.
 *
 * @param frame frame
 * @param node the node
 * @param machines its running machines
 * @param plan what a drain does to them
 * @param noChange why the visitor may not change it; empty if he may
 * @param noDrain why the visitor may not drain it; empty if he may
 */
record NodePage(Frame frame, NodeRow node, List<MachineRow> machines, DrainPlan plan, String noChange, String noDrain) {
    private static final int MOST_ROWS = 100;

    NodePage {
        machines = List.copyOf(machines);
    }

    /** Returns the machines that are shown: those that a drain would not move first, then by name. */
    public List<MachineRow> shown() {
        return machines.stream()
                .sorted(Comparator.comparing(row -> !plan.warns(row.key())))
                .limit(MOST_ROWS)
                .toList();
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return "node=" + node.name() + "&at=" + print(node, machines, plan);
    }

    /** Returns a text that changes with what the page shows, the same in every replica of the portal. */
    static String print(NodeRow node, List<MachineRow> machines, DrainPlan plan) {
        // not the hash itself: that of an enum differs from process to process
        return Integer.toHexString((node + "\n" + machines + "\n" + plan).hashCode());
    }
}
