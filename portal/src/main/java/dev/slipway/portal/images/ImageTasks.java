package dev.slipway.portal.images;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the running tasks about images until their goals are reached; goes on after a restart of the portal. */
@Singleton
class ImageTasks {
    /** Kind under which the task log keeps images. */
    static final String KIND = "DataSource";

    /** Time that the watch may take to tell of an image that was just made. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    private final Tasks tasks;
    private final ImageIndex index;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable TaskFollower follower;

    ImageTasks(Tasks tasks, ImageIndex index, ClusterWatch watch, Pulse pulse) {
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
        ImageGoal goal = ImageGoal.parse(task.goal()).orElse(null);
        if (goal == null) {
            tasks.failed(task, "An older portal wrote this task in a way that this one cannot follow.");
            return;
        }
        Optional<ImageState> state = index.find(task.object()).map(ImageRow::state);
        boolean young = Duration.between(task.started(), clock.instant()).compareTo(SEEN_WITHIN) < 0;
        boolean mayBeOld = young && (state.isEmpty() || state.get().failed());
        if (goal == ImageGoal.FILLED && mayBeOld) {
            return;
        }
        switch (goal.progress(state)) {
            case ImageGoal.Progress.Reached reached -> tasks.done(task, reached.sentence());
            case ImageGoal.Progress.Failed failed -> tasks.failed(task, failed.sentence());
            case ImageGoal.Progress.Waiting waiting -> tasks.says(task, waiting.sentence());
        }
    }
}
