package dev.slipway.portal.tasks;

import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.live.Pulse;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;

/** Follows the running tasks of every kind from the start of the portal to its end. */
@Singleton
class TaskFollowers {
    private final List<Followed> kinds;
    private final Tasks tasks;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private volatile List<TaskFollower> followers = List.of();

    TaskFollowers(@All List<Followed> kinds, Tasks tasks, ClusterWatch watch, Pulse pulse) {
        this.kinds = kinds;
        this.tasks = tasks;
        this.watch = watch;
        this.pulse = pulse;
    }

    void start(@Observes StartupEvent event) {
        followers = kinds.stream()
                .map(followed -> TaskFollower.start(followed.kind(), tasks, watch, pulse, followed::check))
                .toList();
    }

    void stop(@Observes ShutdownEvent event) {
        followers.forEach(TaskFollower::close);
    }
}
