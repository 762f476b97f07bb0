package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.cluster.Reachability;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import dev.slipway.portal.live.Pulse;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The alert on every page while the API does not answer. */
@Singleton
class OutageLive implements LivePart {
    private final ClusterWatch watch;
    private final Pulse pulse;

    OutageLive(ClusterWatch watch, Pulse pulse) {
        this.watch = watch;
        this.pulse = pulse;
    }

    @PostConstruct
    void follow() {
        watch.listen(pulse::beat);
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return Optional.of(new View());
    }

    private final class View implements LiveView {
        private @Nullable Reachability told;

        @Override
        public Update next() {
            Reachability now = watch.reachability();
            if (told != null && told.getClass().equals(now.getClass())) {
                return Update.NOTHING;
            }
            told = now;
            return Update.of(List.of(
                    Templates.outagePart(Frames.outage(now, Instant.now())).render()));
        }
    }
}
