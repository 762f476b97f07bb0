package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.lists.Recent;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Pages of the list of machines. What visitors ask for again is gone through again only when a machine has changed. */
@Singleton
class Listings {
    private static final int MOST_REMEMBERED = 128;

    /** Time for which an answer counts to a query that asks for ages. */
    private static final Duration AGES_KEPT = Duration.ofSeconds(1);

    private final MachineIndex index;
    private final Clock clock = Clock.systemUTC();
    private final Recent<Wanted, Known> known = new Recent<>(MOST_REMEMBERED);

    private record Wanted(MachineOrder order, Visible visible, String project, MachineView view, String query) {}

    /** What matched as of a version of the index. */
    private record Known(long version, Instant made, Matching matching) {}

    Listings(MachineIndex index) {
        this.index = index;
    }

    /** Returns whether pages in an order are those of now, and not of a moment ago. */
    boolean upToDate(MachineOrder order) {
        return index.inOrder(order).version() == index.version();
    }

    /** Returns the page that a visitor asks for, of the machines in the namespaces that he may see. */
    Listing of(Visible visible, ListRequest request, MachineQuery query) {
        Wanted wanted = new Wanted(request.order(), visible, request.project(), request.view(), request.query());
        MachineIndex.Ordered ordered = index.inOrder(request.order());
        Instant now = clock.instant();
        Known last = known.find(wanted)
                .filter(found -> found.version == ordered.version()
                        && !(query.asksForAges() && found.made.plus(AGES_KEPT).isBefore(now)))
                .orElse(null);
        if (last == null) {
            last = new Known(ordered.version(), now, Matching.of(ordered.rows(), visible, request, query, now));
            known.put(wanted, last);
        }
        return Listing.of(last.matching, request.page());
    }
}
