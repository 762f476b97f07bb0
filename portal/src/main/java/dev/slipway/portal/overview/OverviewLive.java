package dev.slipway.portal.overview;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import dev.slipway.portal.live.Pace;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The numbers of the overview as they change, at most every two seconds. */
@Singleton
class OverviewLive implements LivePart {
    private final Overviews overviews;

    OverviewLive(Overviews overviews) {
        this.overviews = overviews;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return Optional.ofNullable(wanted.getFirst("overview")).map(project -> new View(visit, project));
    }

    private final class View implements LiveView {
        private final Visit visit;
        private final String project;
        private Optional<Overview> told = Optional.empty();
        private final Pace pace = new Pace(Clock.systemUTC());

        View(Visit visit, String project) {
            this.visit = visit;
            this.project = project;
        }

        @Override
        public Update next() {
            if (!pace.allows()) {
                return Update.NOTHING;
            }
            Overview fresh = overviews.of(visit, project);
            if (told.filter(fresh::equals).isPresent()) {
                return Update.NOTHING;
            }
            told = Optional.of(fresh);
            return Update.of(List.of(Templates.numbers(fresh).render()));
        }

        @Override
        public boolean putOff() {
            return pace.putOff();
        }
    }
}
