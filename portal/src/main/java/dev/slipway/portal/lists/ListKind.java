package dev.slipway.portal.lists;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.layout.Frame;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How things of one kind are listed: where, in which columns, views and order.
 *
 * @param path path of the list
 * @param title what the things are, as the heading of the list
 * @param right what one must be allowed to see any of them
 * @param inProjects whether they are in projects, and not of the whole cluster
 * @param usual the order without any in the address: the name of a column, after a hyphen if the largest comes first
 * @param columns the columns; the first orders what is equal by another
 * @param views the parts that have tabs, the first with everything; none for a list without
 */
public record ListKind<T extends Row>(
        String path,
        String title,
        Ask right,
        boolean inProjects,
        String usual,
        List<SortedBy<T>> columns,
        List<ListView<T>> views) {
    /** Number of columns that cannot be left out: what it is, and how it is. */
    private static final int FIXED = 2;

    public ListKind {
        columns = List.copyOf(columns);
        views = List.copyOf(views);
    }

    /** Returns how things in projects are listed, without views and usually in the order of the first column. */
    public static <T extends Row> ListKind<T> inProjects(
            String path, String title, Ask right, List<SortedBy<T>> columns) {
        return new ListKind<>(path, title, right, true, columns.getFirst().name(), columns, List.of());
    }

    /** Returns how things of the whole cluster are listed, without views and usually in the order of the first column. */
    public static <T extends Row> ListKind<T> ofCluster(
            String path, String title, Ask right, List<SortedBy<T>> columns) {
        return new ListKind<>(path, title, right, false, columns.getFirst().name(), columns, List.of());
    }

    /** Returns it with views. */
    public ListKind<T> with(List<ListView<T>> others) {
        return new ListKind<>(path, title, right, inProjects, usual, columns, others);
    }

    /** Returns it in another order. */
    public ListKind<T> usually(String order) {
        return new ListKind<>(path, title, right, inProjects, order, columns, views);
    }

    /** Returns for the name of each column whether an address asks for it. The first {@value #FIXED} are always there; without any all are. */
    public Map<String, Boolean> on(ListAddress address) {
        List<String> asked = List.of(address.get(ListAddress.COLUMNS).split(","));
        boolean all = !asked.contains(Habit.NO_COLUMNS) && free().noneMatch(column -> asked.contains(column.name()));
        return columns.stream()
                .collect(Collectors.toUnmodifiableMap(
                        SortedBy::name,
                        column -> all || columns.indexOf(column) < FIXED || asked.contains(column.name())));
    }

    /** Returns what an address says of order and columns, without what is as usual or means nothing. */
    Habit habit(ListAddress address) {
        String order = address.get(ListAddress.ORDER);
        Map<String, Boolean> on = on(address);
        String some = free().map(SortedBy::name)
                .filter(name -> on.getOrDefault(name, true))
                .collect(Collectors.joining(","));
        boolean all = free().allMatch(column -> on.getOrDefault(column.name(), true));
        return new Habit(
                order.equals(usual) || !SortedBy.sorts(columns, order) ? "" : order,
                all ? "" : some.isEmpty() ? Habit.NO_COLUMNS : some);
    }

    /** Returns the columns that can be left out. */
    List<ListTable.Column> choices(Map<String, Boolean> on) {
        return free().map(column -> new ListTable.Column(
                        column.name(), column.words(), on.getOrDefault(column.name(), true), column.wide()))
                .toList();
    }

    private Stream<SortedBy<T>> free() {
        return columns.stream().skip(FIXED);
    }

    /** Returns the rows that an address asks for. */
    public Slice<T> slice(ListAddress address, Seen<T> seen) {
        Seen.Matching<T> matching = seen.matching(this, address);
        return Slice.of(matching.rows(), matching.total(), address.page());
    }

    /** Returns a text that differs whenever rows or numbers of what an address asks for do, the same in every replica of the portal. */
    public String print(ListAddress address, Seen<T> seen) {
        return print(slice(address, seen), seen.matching(this, address).tabs());
    }

    static String print(Slice<?> slice, List<ListTab> tabs) {
        String counts =
                tabs.stream().map(tab -> tab.count() + " " + tab.detail()).collect(Collectors.joining(","));
        // not the hash itself: that of an enum differs from process to process
        return Integer.toHexString((slice + counts).hashCode());
    }

    /** Returns how many of the rows that somebody sees are in a view. */
    public int count(String view, Seen<T> seen) {
        ListAddress everywhere = ListAddress.parse(path, "view=" + view);
        return seen.matching(this, everywhere).rows().size();
    }

    /** Returns the list as its page shows it; {@code blind} says why the visitor cannot see any such thing here. */
    ListTable<T> table(Frame frame, ListAddress address, Seen<T> seen, String blind) {
        Seen.Matching<T> matching = seen.matching(this, address);
        Map<String, Boolean> on = on(address);
        return new ListTable<>(
                this,
                frame,
                address,
                Slice.of(matching.rows(), matching.total(), address.page()),
                matching.tabs(),
                on,
                SortedBy.heads(
                        columns.stream()
                                .filter(column -> on.getOrDefault(column.name(), true))
                                .toList(),
                        address,
                        usual),
                blind);
    }

    /** Returns the view that an address asks for. */
    ListView<T> view(ListAddress address) {
        return views.stream()
                .filter(view -> view.name().equals(address.get("view")))
                .findFirst()
                .orElse(new ListView<>("", "All", _ -> true));
    }

    /** Returns the tabs of the views. */
    List<ListTab> tabs(ListAddress address, List<T> rows) {
        return views.stream().map(view -> view.tab(address, rows)).toList();
    }

    /** Returns the project that an address limits the list to; empty for all. */
    String projectOf(ListAddress address) {
        return inProjects ? address.get("project") : "";
    }

    /** Returns where things are, within a sentence. */
    String where(String project) {
        if (!inProjects) {
            return "in the whole cluster";
        }
        return project.isEmpty() ? "in at least one project" : "in the project " + project;
    }

    /** Returns the name under which the live stream knows this list. */
    String part() {
        return path.substring(1);
    }
}
