package dev.slipway.portal.tasks;

import dev.slipway.portal.cluster.ClusterWatch;
import dev.slipway.portal.cluster.Reachability;
import dev.slipway.portal.live.Pulse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Looks at the running tasks about one kind of object whenever the cluster has news; goes on after a restart of the portal. */
final class TaskFollower implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TaskFollower.class);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(2);
    private static final Duration AT_MOST_EVERY = Duration.ofMillis(100);

    private final String kind;
    private final Tasks tasks;
    private final ClusterWatch watch;
    private final Pulse pulse;
    private final Consumer<Task> look;
    private final Thread thread;

    private TaskFollower(String kind, Tasks tasks, ClusterWatch watch, Pulse pulse, Consumer<Task> look) {
        this.kind = kind;
        this.tasks = tasks;
        this.watch = watch;
        this.pulse = pulse;
        this.look = look;
        this.thread = Thread.ofVirtual().name("tasks about " + kind).unstarted(this::run);
    }

    /**
     * Starts to follow; the caller closes it.
     *
     * @param kind kind under which the task log keeps the objects
     * @param look ends a task whose goal is reached or cannot be reached any more
     */
    static TaskFollower start(String kind, Tasks tasks, ClusterWatch watch, Pulse pulse, Consumer<Task> look) {
        TaskFollower follower = new TaskFollower(kind, tasks, watch, pulse, look);
        follower.thread.start();
        return follower;
    }

    private void run() {
        long seen = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                seen = pulse.await(seen, AT_LEAST_EVERY);
                if (watch.reachability() instanceof Reachability.Reached) {
                    tasks.running(kind).forEach(this::look);
                }
                Thread.sleep(AT_MOST_EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Task task) {
        try {
            look.accept(task);
        } catch (RuntimeException e) {
            LOG.warnf(e, "task %d about %s could not be followed", task.id(), task.object());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
