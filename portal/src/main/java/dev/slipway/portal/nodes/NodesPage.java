package dev.slipway.portal.nodes;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.Slice;
import dev.slipway.portal.layout.SortedBy;
import dev.slipway.portal.machines.MachineRow;
import java.util.Comparator;
import java.util.List;

/**
 * The list of nodes.
 *
 * @param frame frame
 * @param address what is shown
 * @param slice rows and numbers
 * @param heads heads of the columns
 * @param blind whether the visitor may not see nodes
 */
record NodesPage(Frame frame, ListAddress address, Slice<NodeRow> slice, List<SortedBy.Head> heads, boolean blind) {
    static final String PATH = "/nodes";

    private static final Comparator<NodeRow> BY_NAME = Comparator.comparing(NodeRow::name);
    private static final List<SortedBy<NodeRow>> COLUMNS = List.of(
            new SortedBy<>("name", "Name", "", BY_NAME),
            new SortedBy<>(
                    "state", "State", "", Comparator.comparing(NodeRow::word).thenComparing(BY_NAME)),
            new SortedBy<>(
                    "machines",
                    "Machines",
                    "e",
                    Comparator.comparingInt(NodeRow::machines).thenComparing(BY_NAME)),
            new SortedBy<>(
                    "cpu",
                    "CPU given",
                    "hide",
                    Comparator.<NodeRow>comparingDouble(row -> row.cpu().part()).thenComparing(BY_NAME)),
            new SortedBy<>(
                    "memory",
                    "Memory given",
                    "",
                    Comparator.<NodeRow>comparingDouble(row -> row.memory().part())
                            .thenComparing(BY_NAME)),
            new SortedBy<>("", "Guests run on", "hide", BY_NAME),
            new SortedBy<>("", "Address", "hide", BY_NAME),
            new SortedBy<>(
                    "age",
                    "Age",
                    "e hide",
                    Comparator.comparing(NodeRow::created).reversed().thenComparing(BY_NAME)));

    /** The page of one node. */
    record One(Frame frame, Body body) {}

    /**
     * What the page of a node shows.
     *
     * @param node the node
     * @param csrf token for forms
     * @param machines its running machines
     * @param noChange why the visitor may not change it; empty if so
     */
    record Body(NodeRow node, String csrf, List<MachineRow> machines, String noChange) {}

    static NodesPage of(Frame frame, ListAddress address, List<NodeRow> nodes, boolean blind) {
        return new NodesPage(frame, address, slice(address, nodes), SortedBy.heads(COLUMNS, address), blind);
    }

    static Slice<NodeRow> slice(ListAddress address, List<NodeRow> nodes) {
        return Slice.of(nodes.stream().sorted(SortedBy.order(COLUMNS, address)).toList(), nodes.size(), address.page());
    }

    public List<NodeRow> rows() {
        return slice.rows();
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return address.watch("nodes", slice);
    }

    public String previous() {
        return slice.previous(address);
    }

    public String next() {
        return slice.next(address);
    }
}
