package dev.slipway.portal.tasks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Optional;

/** The newest page of the log of tasks is read again when a task begins or ends. */
@Singleton
class TaskLogLive implements LivePart {
    private final Tasks tasks;

    TaskLogLive(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        String at = wanted.getFirst("at");
        return Optional.ofNullable(wanted.getFirst("tasks"))
                .map(project -> LiveView.readAgain(() -> tasks.print(visit, project), at == null ? "" : at));
    }
}
