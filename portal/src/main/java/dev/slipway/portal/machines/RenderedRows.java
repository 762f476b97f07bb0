package dev.slipway.portal.machines;

import dev.slipway.portal.lists.Recent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The rows of lists as HTML. One that was just shown to somebody is not rendered again for the next visitor. */
@Singleton
class RenderedRows {
    private static final int MOST_REMEMBERED = 4096;

    /** Time for which a row counts that tells how long something lasts. */
    private static final Duration TIMES_KEPT = Duration.ofSeconds(1);

    private final Clock clock = Clock.systemUTC();
    private final Recent<Wanted, Known> known = new Recent<>(MOST_REMEMBERED);

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
        Known last = known.find(wanted)
                .filter(found -> found.row.equals(row)
                        && !(row.runningSince().isPresent()
                                && found.made.plus(TIMES_KEPT).isBefore(now)))
                .orElse(null);
        if (last == null) {
            last = new Known(row, now, render(row, columns, false));
            known.put(wanted, last);
        }
        return last.html;
    }

    /** Renders a row; {@code gone} greys it, for a machine that is no longer there or no longer matches. */
    static String render(MachineRow row, Set<MachineColumn> columns, boolean gone) {
        return Templates.row(row, MachineColumn.shown(columns), gone).render();
    }
}
