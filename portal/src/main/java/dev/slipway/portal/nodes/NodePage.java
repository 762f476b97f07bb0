package dev.slipway.portal.nodes;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.machines.MachineRow;
import java.util.List;

/**
 * The page of one node.
 *
 * @param frame frame
 * @param node the node
 * @param machines its running machines
 * @param noChange why the visitor may not change it; empty if he may
 */
record NodePage(Frame frame, NodeRow node, List<MachineRow> machines, String noChange) {
    NodePage {
        machines = List.copyOf(machines);
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return "node=" + node.name() + "&at=" + print(node, machines);
    }

    /** Returns a text that changes with what the page shows, the same in every replica of the portal. */
    static String print(NodeRow node, List<MachineRow> machines) {
        // not the hash itself: that of an enum differs from process to process
        return Integer.toHexString((node + "\n" + machines).hashCode());
    }
}
