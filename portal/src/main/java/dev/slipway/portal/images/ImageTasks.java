package dev.slipway.portal.images;

import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.cluster.Reachability;
import dev.slipway.portal.live.Pulse;
import dev.slipway.portal.tasks.Task;
import dev.slipway.portal.tasks.Tasks;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows the running tasks about images until their goals are reached; goes on after a restart of the portal. */
@Singleton
class ImageTasks {
    /** Kind under which the task log keeps images. */
    static final String KIND = "DataSource";

    private static final Logger LOG = Logger.getLogger(ImageTasks.class);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(2);
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(200);

    /** Time that the watch may take to tell of an image that was just made. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(10);

    private final Tasks tasks;
    private final ImageIndex index;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable Thread thread;

    ImageTasks(Tasks tasks, ImageIndex index, ClusterWatch watch, Pulse pulse) {
        this.tasks = tasks;
        this.index = index;
        this.watch = watch;
        this.pulse = pulse;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("image-tasks").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        long seen = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                seen = pulse.await(seen, AT_LEAST_EVERY);
                if (watch.reachability() instanceof Reachability.Reached) {
                    tasks.running(KIND).forEach(this::check);
                }
                Thread.sleep(AT_MOST_EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(Task task) {
        try {
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
        } catch (RuntimeException e) {
            LOG.warnf(e, "task %d about %s could not be followed", task.id(), task.object());
        }
    }
}
