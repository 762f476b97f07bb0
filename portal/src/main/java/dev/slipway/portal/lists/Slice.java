package dev.slipway.portal.lists;

import java.util.List;

/**
 * A page of a list.
 *
 * @param rows rows of the page
 * @param matching number of rows that match
 * @param total number of rows without conditions
 * @param page page, from 1
 * @param pages number of pages
 */
public record Slice<T>(List<T> rows, int matching, int total, int page, int pages) {
    private static final int ROWS = 50;

    public Slice {
        rows = List.copyOf(rows);
    }

    /** Returns a page of what matches; the last one if there are fewer. */
    public static <T> Slice<T> of(List<T> matching, int total, int wanted) {
        int pages = Math.max(1, Math.ceilDiv(matching.size(), ROWS));
        int page = Math.min(wanted, pages);
        int from = (page - 1) * ROWS;
        return new Slice<>(
                matching.subList(from, Math.min(from + ROWS, matching.size())), matching.size(), total, page, pages);
    }

    /** Returns the number of the first row; 0 without rows. */
    public int from() {
        return rows.isEmpty() ? 0 : (page - 1) * ROWS + 1;
    }

    /** Returns the number of the last row. */
    public int to() {
        return rows.isEmpty() ? 0 : from() + rows.size() - 1;
    }

    /** Returns the address of the page before; empty if there is none. */
    public String previous(ListAddress address) {
        return page > 1 ? address.at(page - 1).href() : "";
    }

    /** Returns the address of the page after; empty if there is none. */
    public String next(ListAddress address) {
        return page < pages ? address.at(page + 1).href() : "";
    }
}
