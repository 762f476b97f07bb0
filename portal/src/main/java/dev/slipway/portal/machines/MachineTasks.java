package dev.slipway.portal.machines;

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
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Follows the running tasks about machines until their goals are reached; goes on after a restart of the portal. */
@Singleton
class MachineTasks {
    /** Kind under which the task log keeps machines. */
    static final String KIND = "VirtualMachine";

    private static final Logger LOG = Logger.getLogger(MachineTasks.class);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(2);
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(100);

    private final Tasks tasks;
    private final MachineIndex index;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable Thread thread;

    MachineTasks(Tasks tasks, MachineIndex index, ClusterWatch watch, Pulse pulse) {
        this.tasks = tasks;
        this.index = index;
        this.watch = watch;
        this.pulse = pulse;
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofVirtual().name("machine-tasks").start(this::run);
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
        } catch (RuntimeException e) {
            LOG.warnf(e, "task %d about %s could not be followed", task.id(), task.object());
        }
    }
}
