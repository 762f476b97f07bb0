package dev.slipway.portal.networks;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.layout.ListAddress;
import dev.slipway.portal.layout.Slice;
import dev.slipway.portal.layout.SortedBy;
import java.util.Comparator;
import java.util.List;

/**
 * The list of networks.
 *
 * @param frame frame
 * @param address what is shown
 * @param slice rows and numbers
 * @param heads heads of the columns
 * @param blind whether the visitor may not see any network here
 */
record NetworksPage(
        Frame frame, ListAddress address, Slice<NetworkRow> slice, List<SortedBy.Head> heads, boolean blind) {
    static final String PATH = "/networks";

    private static final Comparator<NetworkRow> BY_NAME = Comparator.<NetworkRow, String>comparing(
                    row -> row.key().name())
            .thenComparing(row -> row.key().namespace());
    private static final List<SortedBy<NetworkRow>> COLUMNS = List.of(
            new SortedBy<>("name", "Name", "", BY_NAME),
            new SortedBy<>(
                    "kind",
                    "Kind",
                    "",
                    Comparator.<NetworkRow, String>comparing(row -> row.plan().kind())
                            .thenComparing(BY_NAME)),
            new SortedBy<>(
                    "project",
                    "Project",
                    "hide",
                    Comparator.<NetworkRow, String>comparing(row -> row.key().namespace())
                            .thenComparing(BY_NAME)),
            new SortedBy<>(
                    "machines",
                    "Machines",
                    "",
                    Comparator.<NetworkRow>comparingInt(row -> row.machines().size())
                            .thenComparing(BY_NAME)),
            new SortedBy<>(
                    "age",
                    "Age",
                    "e hide",
                    Comparator.comparing(NetworkRow::created).reversed().thenComparing(BY_NAME)));

    static NetworksPage of(Frame frame, ListAddress address, List<NetworkRow> networks, boolean blind) {
        return new NetworksPage(frame, address, slice(address, networks), SortedBy.heads(COLUMNS, address), blind);
    }

    static Slice<NetworkRow> slice(ListAddress address, List<NetworkRow> networks) {
        List<String> words = address.words();
        return Slice.of(
                networks.stream()
                        .filter(row -> row.matches(words))
                        .sorted(SortedBy.order(COLUMNS, address))
                        .toList(),
                networks.size(),
                address.page());
    }

    public List<NetworkRow> rows() {
        return slice.rows();
    }

    /** Returns what the live stream is asked for. */
    public String watch() {
        return address.watch("networks", slice);
    }

    public String previous() {
        return slice.previous(address);
    }

    public String next() {
        return slice.next(address);
    }

    public String query() {
        return address.get("q");
    }

    public String sort() {
        return address.get("sort");
    }

    /** Returns the address without words. */
    public String clear() {
        return address.with("q", "").href();
    }
}
