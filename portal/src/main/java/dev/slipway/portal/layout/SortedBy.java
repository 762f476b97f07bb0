package dev.slipway.portal.layout;

import java.util.Comparator;
import java.util.List;

/**
 * A column of a list, by which it may be sorted.
 *
 * @param name name in addresses; empty for a column that sorts nothing
 * @param words head
 * @param style style of its cells
 * @param order order by it, ties by name; the order of rows for a column that sorts nothing
 */
public record SortedBy<T>(String name, String words, String style, Comparator<T> order) {
    /** A head: its link sorts; {@code sorted} is empty, ascending or descending. */
    public record Head(String words, String href, String sorted, String style) {}

    /** Returns the order that an address asks for; that of the first column if it asks for none. */
    public static <T> Comparator<T> order(List<SortedBy<T>> columns, ListAddress address) {
        String sort = address.get("sort");
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        SortedBy<T> column = columns.stream()
                .filter(candidate -> !name.isEmpty() && candidate.name.equals(name))
                .findFirst()
                .orElse(columns.getFirst());
        return descending ? column.order.reversed() : column.order;
    }

    /** Returns the heads of a list. */
    public static <T> List<Head> heads(List<SortedBy<T>> columns, ListAddress address) {
        String sort = address.get("sort");
        String usual = columns.getFirst().name;
        String by = sort.isEmpty() ? usual : sort;
        return columns.stream()
                .map(column -> {
                    if (column.name.isEmpty()) {
                        return new Head(column.words, "", "", column.style);
                    }
                    String sorted =
                            by.equals(column.name) ? "ascending" : by.equals("-" + column.name) ? "descending" : "";
                    String next = sorted.equals("ascending") ? "-" + column.name : column.name;
                    return new Head(
                            column.words,
                            address.with("sort", next.equals(usual) ? "" : next).href(),
                            sorted,
                            column.style);
                })
                .toList();
    }
}
