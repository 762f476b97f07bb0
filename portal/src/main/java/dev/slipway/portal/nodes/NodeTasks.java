package dev.slipway.portal.nodes;

import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.TaskFollower;
import dev.slipway.portal.tasks.Tasks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows drains until their nodes are empty, or hold only what cannot leave; goes on after a restart of the portal. */
@Singleton
class NodeTasks {
    /** Kind under which the task log keeps nodes. */
    static final String KIND = "Node";

    /** Goal of a drain: no machine is left. */
    static final String EMPTY = "empty";

    private final Tasks tasks;
    private final Drains drains;
    private final ClusterMirror mirror;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private volatile @Nullable TaskFollower follower;

    NodeTasks(Tasks tasks, Drains drains, ClusterMirror mirror, ClusterWatch watch, Pulse pulse) {
        this.tasks = tasks;
        this.drains = drains;
        this.mirror = mirror;
        this.watch = watch;
        this.pulse = pulse;
    }

    void start(@Observes StartupEvent event) {
        follower = TaskFollower.start(KIND, tasks, watch, pulse, this::check);
    }

    void stop(@Observes ShutdownEvent event) {
        TaskFollower running = follower;
        if (running != null) {
            running.close();
        }
    }

    private void check(Task task) {
        if (mirror.nodes().all().isEmpty()) {
            return; // not known yet: no node is not one that has left
        }
        String name = task.object().name();
        Optional<Boolean> cordoned = mirror.nodes()
                .find("", name)
                .map(node -> node.getSpec() != null
                        && Boolean.TRUE.equals(node.getSpec().getUnschedulable()));
        List<DrainFate> left = drains.guests(name).stream().map(DrainFate::of).toList();
        switch (DrainProgress.of(cordoned, left)) {
            case DrainProgress.Empty empty -> tasks.done(task, empty.sentence());
            case DrainProgress.Over over -> tasks.failed(task, over.sentence());
            case DrainProgress.Leaving leaving -> tasks.says(task, leaving.sentence());
        }
    }
}
