package dev.slipway.portal.tasks;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.TasksPill;
import dev.slipway.portal.live.LivePart;
import dev.slipway.portal.live.LiveView;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Optional;

/** Pill and popover of the tasks in the top bar. */
@Singleton
class TasksLive implements LivePart {
    private final Tasks tasks;

    TasksLive(Tasks tasks) {
        this.tasks = tasks;
    }

    @Override
    public Optional<LiveView> open(Visit visit, MultivaluedMap<String, String> wanted) {
        return Optional.of(new LiveView() {
            private long told = -1;

            @Override
            public Update next() {
                long now = tasks.version();
                if (now == told) {
                    return Update.NOTHING;
                }
                told = now;
                TasksPill.Html html = tasks.html(visit);
                return Update.of(List.of(html.pill(), html.popover()));
            }
        });
    }
}
