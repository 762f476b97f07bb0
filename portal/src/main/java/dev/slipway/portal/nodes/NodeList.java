package dev.slipway.portal.nodes;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingDouble;
import static java.util.Comparator.comparingInt;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.lists.ListKind;
import dev.slipway.portal.lists.SortedBy;
import java.util.List;

/** How nodes are listed. */
final class NodeList {
    static final ListKind<NodeRow> KIND = ListKind.ofCluster(
            "/nodes",
            "Nodes",
            Ask.LIST_NODES,
            List.of(
                    new SortedBy<>("name", "Name", "", comparing(NodeRow::name)),
                    new SortedBy<>("state", "State", "", comparing(NodeRow::word)),
                    new SortedBy<>("machines", "Machines", "e", comparingInt(NodeRow::machines)),
                    new SortedBy<>(
                            "cpu",
                            "CPU given",
                            "hide",
                            comparingDouble(row -> row.cpu().part())),
                    new SortedBy<>(
                            "memory",
                            "Memory given",
                            "",
                            comparingDouble(row -> row.memory().part())),
                    SortedBy.nothing("speed", "Guests run on", "hide"),
                    SortedBy.nothing("address", "Address", "hide"),
                    new SortedBy<>(
                            "age", "Age", "e hide", comparing(NodeRow::created).reversed())));

    private NodeList() {}
}
