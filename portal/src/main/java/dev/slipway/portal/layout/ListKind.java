package dev.slipway.portal.layout;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.live.LiveView;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How things of one kind are listed: where, in which columns and order, and which of them an address asks for.
 *
 * @param path path of the list
 * @param title what the things are, as the heading of the list
 * @param right what one must be allowed to see any of them
 * @param usual the order without any in the address: the name of a column, after a hyphen if the largest comes first
 * @param columns the columns; the first orders what is equal by another
 * @param asked which things an address asks for
 */
public record ListKind<T>(
        String path,
        String title,
        Ask right,
        String usual,
        List<SortedBy<T>> columns,
        Function<ListAddress, Predicate<T>> asked) {
    public ListKind {
        columns = List.copyOf(columns);
    }

    /** A list that usually is in the order of its first column. */
    public ListKind(
            String path,
            String title,
            Ask right,
            List<SortedBy<T>> columns,
            Function<ListAddress, Predicate<T>> asked) {
        this(path, title, right, columns.getFirst().name(), columns, asked);
    }

    /** Returns the address of a request for this list. */
    public ListAddress address(MultivaluedMap<String, String> parameters) {
        return ListAddress.of(path, parameters);
    }

    /**
     * Returns the list of things that are in projects, as its page shows it.
     *
     * @param things everything that the visitor may see, in any order
     * @param visible where the visitor may see such things
     */
    public ListTable<T> table(Frame frame, ListAddress address, Collection<T> things, Visible visible) {
        String project = frame.project();
        return table(
                frame,
                address,
                things,
                visible.sees(project),
                project.isEmpty() ? "in at least one project" : "in the project " + project);
    }

    /**
     * Returns the list of things of the whole cluster, as its page shows it.
     *
     * @param sees whether the visitor may see such things
     */
    public ListTable<T> table(Frame frame, ListAddress address, Collection<T> things, boolean sees) {
        return table(frame, address, things, sees, "in the whole cluster");
    }

    private ListTable<T> table(Frame frame, ListAddress address, Collection<T> things, boolean sees, String where) {
        return new ListTable<>(
                this,
                frame,
                address,
                slice(address, things),
                SortedBy.heads(columns, address, usual),
                sees ? "" : right.lackedBy(frame.user(), where));
    }

    /** Returns the rows that an address asks for. */
    public Slice<T> slice(ListAddress address, Collection<T> things) {
        Comparator<T> order = SortedBy.order(columns, address, usual)
                .thenComparing(columns.getFirst().order());
        return Slice.of(
                things.stream().filter(asked.apply(address)).sorted(order).toList(), things.size(), address.page());
    }

    /**
     * Returns the live view of a page that watches this list: it is read again when its rows would look different.
     *
     * @param wanted what the page says in {@code data-watch}
     * @param things everything that the visitor may see under an address
     */
    public Optional<LiveView> live(
            MultivaluedMap<String, String> wanted, Function<ListAddress, ? extends Collection<T>> things) {
        return Optional.ofNullable(wanted.getFirst(part())).map(parameters -> {
            ListAddress address = ListAddress.parse(path, parameters);
            String shown = wanted.getFirst("at");
            return LiveView.readAgain(
                    () -> slice(address, things.apply(address)).print(), shown == null ? "" : shown);
        });
    }

    /** Returns the name under which the live stream knows this list. */
    String part() {
        return path.substring(1);
    }
}
