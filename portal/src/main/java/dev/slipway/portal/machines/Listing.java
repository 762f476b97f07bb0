package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
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

    /** Picks a page of machines that are already in order. One pass, so that 10,000 take about a millisecond. */
    static Listing of(List<MachineRow> ordered, Visible visible, ListRequest request, MachineQuery query, Instant now) {
        Map<MachineView, Integer> views = new EnumMap<>(MachineView.class);
        for (MachineView view : MachineView.values()) {
            views.put(view, 0);
        }
        List<MachineRow> matching = new ArrayList<>();
        int running = 0;
        int attention = 0;
        for (MachineRow row : ordered) {
            if (visible.in(row.key().namespace())
                    && (request.project().isEmpty()
                            || request.project().equals(row.key().namespace()))) {
                for (MachineView view : MachineView.values()) {
                    if (view.shows(row)) {
                        views.merge(view, 1, Integer::sum);
                    }
                }
                if (request.view().shows(row) && query.matches(row, now)) {
                    matching.add(row);
                    running += MachineView.RUNNING.shows(row) ? 1 : 0;
                    attention += MachineView.ATTENTION.shows(row) ? 1 : 0;
                }
            }
        }
        int pages = Math.max(1, (matching.size() + ListRequest.ROWS - 1) / ListRequest.ROWS);
        int page = Math.min(request.page(), pages);
        int from = (page - 1) * ListRequest.ROWS;
        List<MachineRow> rows = matching.subList(from, Math.min(from + ListRequest.ROWS, matching.size()));
        return new Listing(
                List.copyOf(rows),
                views.getOrDefault(MachineView.ALL, 0),
                matching.size(),
                running,
                attention,
                views,
                page,
                pages);
    }
}
