package dev.slipway.portal.layout;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A column of a list, by which it may be sorted.
 *
 * @param name name in addresses; empty for a column that sorts nothing
 * @param words head
 * @param style style of its cells
 * @param order order by it; anything for a column that sorts nothing
 */
public record SortedBy<T>(String name, String words, String style, Comparator<T> order) {
    /** A head: its link sorts; {@code sorted} is empty, ascending or descending. */
    public record Head(String words, String href, String sorted, String style) {}

    /** Returns a column that sorts nothing. */
    public static <T> SortedBy<T> nothing(String words, String style) {
        return new SortedBy<>("", words, style, (_, _) -> 0);
    }

    /** Returns the order that an address asks for; the usual one if it asks for none. */
    static <T> Comparator<T> order(List<SortedBy<T>> columns, ListAddress address, String usual) {
        return find(columns, address.get("sort")).or(() -> find(columns, usual)).orElseThrow();
    }

    private static <T> Optional<Comparator<T>> find(List<SortedBy<T>> columns, String sort) {
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        return columns.stream()
                .filter(column -> !name.isEmpty() && column.name.equals(name))
                .map(column -> descending ? column.order.reversed() : column.order)
                .findFirst();
    }

    /** Returns the heads of a list. */
    static <T> List<Head> heads(List<SortedBy<T>> columns, ListAddress address, String usual) {
        return columns.stream().map(column -> column.head(address, usual)).toList();
    }

    private Head head(ListAddress address, String usual) {
        if (name.isEmpty()) {
            return new Head(words, "", "", style);
        }
        String by = address.get("sort").isEmpty() ? usual : address.get("sort");
        String sorted = by.equals(name) ? "ascending" : by.equals("-" + name) ? "descending" : "";
        String next = sorted.equals("ascending") ? "-" + name : name;
        return new Head(
                words, address.with("sort", next.equals(usual) ? "" : next).href(), sorted, style);
    }
}
