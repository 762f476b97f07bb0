package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visible;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All machines that match view and query, in order, and the numbers around them.
 *
 * @param rows rows of the machines
 * @param running how many of these run
 * @param attention how many of these need attention
 * @param views machines of each view that the visitor may see, in the project
 */
record Matching(List<MachineRow> rows, int running, int attention, Map<MachineView, Integer> views) {
    /** Goes through all machines once. */
    static Matching of(
            List<MachineRow> ordered, Visible visible, ListRequest request, MachineQuery query, Instant now) {
        Map<MachineView, AtomicInteger> views = new EnumMap<>(MachineView.class);
        for (MachineView view : MachineView.values()) {
            views.put(view, new AtomicInteger());
        }
        List<MachineRow> matching = new ArrayList<>();
        int running = 0;
        int attention = 0;
        for (MachineRow row : ordered) {
            String namespace = row.key().namespace();
            if (visible.in(namespace)
                    && (request.project().isEmpty() || request.project().equals(namespace))) {
                views.forEach((view, count) -> {
                    if (view.shows(row)) {
                        count.incrementAndGet();
                    }
                });
                if (request.view().shows(row) && query.matches(row, now)) {
                    matching.add(row);
                    running += MachineView.RUNNING.shows(row) ? 1 : 0;
                    attention += MachineView.ATTENTION.shows(row) ? 1 : 0;
                }
            }
        }
        return new Matching(Collections.unmodifiableList(matching), running, attention, counts(views));
    }

    private static Map<MachineView, Integer> counts(Map<MachineView, AtomicInteger> views) {
        Map<MachineView, Integer> counts = new EnumMap<>(MachineView.class);
        views.forEach((view, count) -> counts.put(view, count.get()));
        return Collections.unmodifiableMap(counts);
    }
}
