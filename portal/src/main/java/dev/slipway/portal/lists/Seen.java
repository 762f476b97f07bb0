package dev.slipway.portal.lists;

import java.util.Comparator;
import java.util.List;

/** The rows that somebody sees, as of a moment. What was looked for in them is not looked for again. */
public final class Seen<T extends Row> {
    private static final int MOST_REMEMBERED = 32;
    private static final int LEAST_REMEMBERED = 4;

    /** Rows in all that is remembered together. */
    private static final int ROWS_REMEMBERED = 100_000;

    private final List<T> rows;
    private final Recent<ListAddress, Matching<T>> known;

    /**
     * All rows that an address asks for.
     *
     * @param rows rows in order
     * @param total number of rows in its project
     * @param tabs views, with the number of rows of each
     */
    record Matching<T>(List<T> rows, int total, List<ListTab> tabs) {}

    /** Rows in the order of their names. */
    public Seen(List<T> rows) {
        this.rows = List.copyOf(rows);
        this.known =
                new Recent<>(Math.clamp(ROWS_REMEMBERED / Math.max(1, rows.size()), LEAST_REMEMBERED, MOST_REMEMBERED));
    }

    /** Returns all rows, in the order of their names. */
    public List<T> rows() {
        return rows;
    }

    /** Returns the rows that an address asks for. */
    Matching<T> matching(ListKind<T> kind, ListAddress address) {
        ListAddress wanted = address.at(1);
        return known.find(wanted).orElseGet(() -> {
            Matching<T> found = look(kind, wanted);
            known.put(wanted, found);
            return found;
        });
    }

    private Matching<T> look(ListKind<T> kind, ListAddress address) {
        String project = address.get("project");
        List<T> here = project.isEmpty()
                ? rows
                : rows.stream().filter(row -> row.project().equals(project)).toList();
        List<String> words = address.words();
        Comparator<T> order = SortedBy.order(kind.columns(), address, kind.usual())
                .thenComparing(kind.columns().getFirst().order());
        return new Matching<>(
                here.stream()
                        .filter(kind.view(address)::shows)
                        .filter(row -> words.stream().allMatch(row.text()::contains))
                        .sorted(order)
                        .toList(),
                here.size(),
                kind.tabs(address, here));
    }
}
