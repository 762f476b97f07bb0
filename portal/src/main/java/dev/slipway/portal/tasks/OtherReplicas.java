package dev.slipway.portal.tasks;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Learns what other replicas wrote into a log that they share. */
@Singleton
class OtherReplicas {
    private static final Logger LOG = Logger.getLogger(OtherReplicas.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final TaskDatabase database;
    private final Tasks tasks;
    private @Nullable Thread thread;

    OtherReplicas(TaskDatabase database, Tasks tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    void start(@Observes StartupEvent event) {
        if (database.isShared()) {
            thread = Thread.ofVirtual().name("tasks of other replicas").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    private void run() {
        boolean read = true;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(EVERY);
                read = look(read);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the log could be read; said once each time that changes. */
    private boolean look(boolean readBefore) {
        try {
            tasks.learn();
            if (!readBefore) {
                LOG.info("the log of tasks can be read again");
            }
            return true;
        } catch (TaskLogFailure e) {
            if (readBefore) {
                LOG.warn(e.getMessage());
            }
            return false;
        }
    }
}
