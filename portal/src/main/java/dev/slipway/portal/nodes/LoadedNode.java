package dev.slipway.portal.nodes;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.machines.MachineRow;
import io.fabric8.kubernetes.api.model.Node;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A node with all that runs on it.
 *
 * @param node the node
 * @param loads what the machines of each project hold of it
 */
record LoadedNode(Node node, Map<String, NodeLoad> loads) {
    LoadedNode {
        loads = Map.copyOf(loads);
    }

    static LoadedNode of(Node node, List<MachineRow> machines) {
        return new LoadedNode(
                node,
                machines.stream()
                        .collect(Collectors.toMap(machine -> machine.key().namespace(), NodeLoad::of, NodeLoad::plus)));
    }

    /** Returns its row for somebody who may see the machines of some projects. */
    NodeRow row(Visible machines) {
        NodeLoad load = loads.entrySet().stream()
                .filter(entry -> machines.in(entry.getKey()))
                .map(Map.Entry::getValue)
                .reduce(NodeLoad.NONE, NodeLoad::plus);
        return NodeRow.of(node, load);
    }
}
