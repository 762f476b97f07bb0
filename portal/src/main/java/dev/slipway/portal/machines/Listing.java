package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visible;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A page of the list of machines, and the numbers around it.
 *
 * @param rows rows of the page
 * @param total machines that the visitor may see, in the project
 * @param matching machines that match view and query
 * @param running how many of these run
 * @param attention how many of these need attention
 * @param views machines of each view, in the project
 * @param page page, from 1
 * @param pages number of pages, at least 1
 */
public record Listing(
        List<MachineRow> rows,
        int total,
        int matching,
        int running,
        int attention,
        Map<MachineView, Integer> views,
        int page,
        int pages) {

    /** Picks a page of machines that are already in order. */
    static Listing of(List<MachineRow> ordered, Visible visible, ListRequest request, MachineQuery query, Instant now) {
        return of(Matching.of(ordered, visible, request, query, now), request.page());
    }

    /** Picks a page of what matches; a page beyond the end is the last one. */
    static Listing of(Matching matching, int wanted) {
        int pages = Math.max(1, (matching.rows().size() + ListRequest.ROWS - 1) / ListRequest.ROWS);
        int page = Math.min(wanted, pages);
        int from = (page - 1) * ListRequest.ROWS;
        List<MachineRow> rows = matching.rows()
                .subList(from, Math.min(from + ListRequest.ROWS, matching.rows().size()));
        return new Listing(
                List.copyOf(rows),
                matching.views().getOrDefault(MachineView.ALL, 0),
                matching.rows().size(),
                matching.running(),
                matching.attention(),
                matching.views(),
                page,
                pages);
    }
}
