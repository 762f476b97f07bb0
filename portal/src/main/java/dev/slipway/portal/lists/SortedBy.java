package dev.slipway.portal.lists;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A column of a list, by which it may be sorted.
 *
 * @param name name in addresses and templates
 * @param words head
 * @param style style of its cells
 * @param sorts whether the list may be sorted by it
 * @param order order by it; anything for a column that sorts nothing
 */
public record SortedBy<T>(String name, String words, String style, boolean sorts, Comparator<T> order) {
    /** A column that sorts. */
    public SortedBy(String name, String words, String style, Comparator<T> order) {
        this(name, words, style, true, order);
    }

    /** A head: its link sorts; {@code sorted} is empty, ascending or descending. */
    public record Head(String words, String href, String sorted, String style) {}

    /** Returns a column that sorts nothing. */
    public static <T> SortedBy<T> nothing(String name, String words, String style) {
        return new SortedBy<>(name, words, style, false, (_, _) -> 0);
    }

    /** Returns the order that an address asks for; the usual one if it asks for none. */
    static <T> Comparator<T> order(List<SortedBy<T>> columns, ListAddress address, String usual) {
        return find(columns, address.get(ListAddress.ORDER))
                .or(() -> find(columns, usual))
                .orElseThrow();
    }

    /** Returns whether a list may be sorted like that. */
    static <T> boolean sorts(List<SortedBy<T>> columns, String sort) {
        return find(columns, sort).isPresent();
    }

    /** Returns whether it is shown on wide screens only. */
    boolean wide() {
        return List.of(style.split(" ")).contains("hide");
    }

    private static <T> Optional<Comparator<T>> find(List<SortedBy<T>> columns, String sort) {
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        return columns.stream()
                .filter(column -> column.sorts && column.name.equals(name))
                .map(column -> descending ? column.order.reversed() : column.order)
                .findFirst();
    }

    /** Returns the heads of a list. */
    static <T> List<Head> heads(List<SortedBy<T>> columns, ListAddress address, String usual) {
        return columns.stream().map(column -> column.head(address, usual)).toList();
    }

    private Head head(ListAddress address, String usual) {
        if (!sorts) {
            return new Head(words, "", "", style);
        }
        String by = address.get(ListAddress.ORDER).isEmpty() ? usual : address.get(ListAddress.ORDER);
        String sorted = by.equals(name) ? "ascending" : by.equals("-" + name) ? "descending" : "";
        // also the usual order is named: without any nothing is chosen
        String next = sorted.equals("ascending") ? "-" + name : name;
        return new Head(words, address.choosing(next).href(), sorted, style);
    }
}
