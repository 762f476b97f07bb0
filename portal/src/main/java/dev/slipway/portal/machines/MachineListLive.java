package dev.slipway.portal.machines;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visible;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows of the list as they change. Rows that come or go are announced, so that nothing moves under the hand of the reader. */
@Singleton
class MachineListLive implements LivePart {
    private static final Duration NUMBERS_EVERY = Duration.ofSeconds(1);

    private final MachineIndex index;
    private final Listings listings;
    private final Rights rights;
    private final Clock clock = Clock.systemUTC();

    MachineListLive(MachineIndex index, Listings listings, Rights rights) {
        this.index = index;
        this.listings = listings;
        this.rights = rights;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return Optional.ofNullable(wanted.getFirst("machines"))
                .map(parameters -> new View(visit, ListRequest.parse(parameters), version(wanted.getFirst("at"))));
    }

    private long version(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? index.version() : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return index.version();
        }
    }

    private final class View implements LiveView {
        private final Visit visit;
        private final ListRequest request;
        private final MachineQuery query;
        private final Set<ObjectKey> shown;
        private final Set<ObjectKey> news = new HashSet<>();
        private final Set<ObjectKey> gone = new HashSet<>();
        private long seen;
        private Instant numbersTold = Instant.EPOCH;
        private boolean numbersDue;

        View(Visit visit, ListRequest request, long seen) {
            this.visit = visit;
            this.request = request;
            this.query = MachineQuery.parse(request.query());
            this.seen = seen;
            this.shown = listing().rows().stream().map(MachineRow::key).collect(Collectors.toCollection(HashSet::new));
        }

        @Override
        public Update next() {
            Optional<List<MachineIndex.Change>> changes = index.since(seen);
            if (changes.isEmpty()) {
                seen = index.version();
                return Update.STALE;
            }
            Map<ObjectKey, MachineIndex.Change> latest = new LinkedHashMap<>();
            for (MachineIndex.Change change : changes.get()) {
                seen = change.version();
                latest.merge(
                        change.key(),
                        change,
                        (first, last) ->
                                new MachineIndex.Change(last.version(), last.key(), first.before(), last.after()));
            }
            Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
            List<String> fragments = new ArrayList<>();
            for (MachineIndex.Change change : latest.values()) {
                if (visible.in(change.key().namespace())) {
                    numbersDue = true;
                    fragment(change).ifPresent(fragments::add);
                }
            }
            if (shown.isEmpty() && !news.isEmpty()) {
                return Update.STALE;
            }
            Instant now = clock.instant();
            if (numbersDue && numbersTold.plus(NUMBERS_EVERY).isBefore(now)) {
                numbersTold = now;
                fragments.addAll(numbers());
                numbersDue = !listings.upToDate(request.order());
            }
            return fragments.isEmpty() ? Update.NOTHING : Update.of(fragments);
        }

        @Override
        public boolean putOff() {
            return numbersDue;
        }

        private Optional<String> fragment(MachineIndex.Change change) {
            boolean before = change.before().filter(this::matches).isPresent();
            boolean after = change.after().filter(this::matches).isPresent();
            if (shown.contains(change.key())) {
                if (after) {
                    gone.remove(change.key());
                } else {
                    gone.add(change.key());
                }
                return change.after()
                        .map(row -> RenderedRows.render(row, request.columns(), false))
                        .or(() -> change.before().map(row -> RenderedRows.render(row, request.columns(), true)));
            }
            if (after && !before) {
                news.add(change.key());
            } else if (!after) {
                news.remove(change.key());
            }
            return Optional.empty();
        }

        private List<String> numbers() {
            Listing listing = listing();
            return List.of(
                    Templates.views(ListPage.tabs(request, listing)).render(),
                    Templates.summary(ListPage.summary(request, listing)).render(),
                    Templates.news(news.size(), gone.size(), request.href()).render());
        }

        private boolean matches(MachineRow row) {
            return (request.project().isEmpty()
                            || request.project().equals(row.key().namespace()))
                    && request.view().shows(row)
                    && query.matches(row, clock.instant());
        }

        private Listing listing() {
            Visible visible = rights.visible(visit.identity(), Ask.LIST_MACHINES);
            return listings.of(visible, request, query);
        }
    }
}
