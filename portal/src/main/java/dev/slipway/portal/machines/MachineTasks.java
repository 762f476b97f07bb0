package dev.slipway.portal.machines;

import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.TaskFollower;
import dev.slipway.portal.tasks.Tasks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Follows the running tasks about machines until their goals are reached; goes on after a restart of the portal. */
@Singleton
class MachineTasks {
    /** Kind under which the task log keeps machines. */
    static final String KIND = "VirtualMachine";

    private final Tasks tasks;
    private final MachineIndex index;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable TaskFollower follower;

    MachineTasks(Tasks tasks, MachineIndex index, ClusterWatch watch, Pulse pulse) {
        this.tasks = tasks;
        this.index = index;
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
        Goal goal = Goal.parse(task.goal()).orElse(null);
        if (goal == null) {
            tasks.failed(task, "An older portal wrote this task in a way that this one cannot follow.");
            return;
        }
        Duration passed = Duration.between(task.started(), clock.instant());
        switch (goal.progress(task.object().name(), index.facts(task.object()), passed)) {
            case Goal.Progress.Reached reached -> tasks.done(task, reached.sentence());
            case Goal.Progress.Failed failed -> tasks.failed(task, failed.sentence());
            case Goal.Progress.Waiting waiting -> tasks.says(task, waiting.sentence());
        }
    }
}
