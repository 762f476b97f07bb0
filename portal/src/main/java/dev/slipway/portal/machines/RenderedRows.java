package dev.slipway.portal.machines;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of lists as HTML. One that was just shown to somebody is not rendered again for the next visitor. */
@Singleton
class RenderedRows {
    private static final int MOST_REMEMBERED = 4096;

    /** Time for which a row counts that tells how long something lasts. */
    private static final Duration TIMES_KEPT = Duration.ofSeconds(1);

    private final Clock clock = Clock.systemUTC();
    private final Map<Wanted, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Known> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Wanted(String id, Set<MachineColumn> columns) {}

    private record Known(MachineRow row, Instant made, String html) {}

    /** Returns rows with these columns, one after the other. */
    String html(List<MachineRow> rows, Set<MachineColumn> columns) {
        Instant now = clock.instant();
        StringBuilder html = new StringBuilder();
        rows.forEach(row -> html.append(html(row, columns, now)));
        return html.toString();
    }

    private String html(MachineRow row, Set<MachineColumn> columns, Instant now) {
        Wanted wanted = new Wanted(row.id(), columns);
        Known last;
        synchronized (known) {
            last = known.get(wanted);
        }
        if (last == null
                || !last.row.equals(row)
                || row.runningSince().isPresent() && last.made.plus(TIMES_KEPT).isBefore(now)) {
            last = new Known(row, now, render(row, columns, false));
            synchronized (known) {
                known.put(wanted, last);
            }
        }
        return last.html;
    }

    /** Renders a row; {@code gone} greys it, for a machine that is no longer there or no longer matches. */
    static String render(MachineRow row, Set<MachineColumn> columns, boolean gone) {
        return Templates.row(row, MachineColumn.shown(columns), gone).render();
    }
}
