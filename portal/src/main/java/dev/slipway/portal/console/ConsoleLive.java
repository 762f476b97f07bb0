package dev.slipway.portal.console;

import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** The list of viewers on a console page; the stream of the page is also what makes its reader a viewer. */
@Singleton
class ConsoleLive implements LivePart {
    private final Viewers viewers;
    private final Rights rights;

    ConsoleLive(Viewers viewers, Rights rights) {
        this.viewers = viewers;
        this.rights = rights;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String machine = wanted.getFirst("viewers");
        String[] parts = machine == null ? new String[0] : machine.split("/", -1);
        return parts.length == 2
                        && rights.visible(visit.identity(), Ask.LIST_MACHINES).in(parts[0])
                ? Optional.of(new View(visit, new ObjectKey(parts[0], parts[1])))
                : Optional.empty();
    }

    private final class View implements LiveView, AutoCloseable {
        private final ObjectKey machine;
        private final long number;
        private List<Viewers.Viewer> told = List.of();

        View(Visit visit, ObjectKey machine) {
            this.machine = machine;
            this.number = viewers.enter(machine, visit.identity().user());
        }

        @Override
        public Update next() {
            List<Viewers.Viewer> now = viewers.of(machine);
            if (now.equals(told)) {
                return Update.NOTHING;
            }
            told = now;
            return Update.of(List.of(
                    Templates.viewers(now).render(),
                    Templates.viewersButton(now.size()).render()));
        }

        @Override
        public void close() {
            viewers.leave(machine, number);
        }
    }
}
