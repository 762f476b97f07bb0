package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * All machines that match view and query, in order, and the numbers around them.
 *
 * @param rows rows of the machines
 * @param running how many of these run
 * @param attention how many of these need attention
 * @param views machines of each view that the visitor may see, in the project
 */
record Matching(List<MachineRow> rows, int running, int attention, Map<MachineView, Integer> views) {
    private static final MachineView[] VIEWS = MachineView.values();

    /** Goes through all machines once. */
    static Matching of(
            List<MachineRow> ordered, Visible visible, ListRequest request, MachineQuery query, Instant now) {
        int[] views = new int[VIEWS.length];
        List<MachineRow> matching = new ArrayList<>();
        int running = 0;
        int attention = 0;
        for (MachineRow row : ordered) {
            String namespace = row.key().namespace();
            if (visible.in(namespace)
                    && (request.project().isEmpty() || request.project().equals(namespace))) {
                for (MachineView view : VIEWS) {
                    views[view.ordinal()] += view.shows(row) ? 1 : 0;
                }
                if (request.view().shows(row) && query.matches(row, now)) {
                    matching.add(row);
                    running += MachineView.RUNNING.shows(row) ? 1 : 0;
                    attention += MachineView.ATTENTION.shows(row) ? 1 : 0;
                }
            }
        }
        return new Matching(Collections.unmodifiableList(matching), running, attention, counts(views));
    }

    private static Map<MachineView, Integer> counts(int[] views) {
        Map<MachineView, Integer> counts = new EnumMap<>(MachineView.class);
        for (MachineView view : VIEWS) {
            counts.put(view, views[view.ordinal()]);
        }
        return Collections.unmodifiableMap(counts);
    }
}
