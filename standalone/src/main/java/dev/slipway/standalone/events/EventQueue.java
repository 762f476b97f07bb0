package dev.slipway.standalone.events;

import dev.slipway.operator.cluster.Events;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events one after the other, so that nobody waits for them. What is not written at the close is forgotten. */
public final class EventQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private final Events events;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("events").factory());

    /** Writes as this component of this node. */
    public EventQueue(KubernetesClient client, Events.Source source) {
        this.events = new Events(client, source, InstantSource.system());
    }

    /** Tells something expected of the object. */
    public void normal(HasMetadata about, String reason, String message) {
        later(() -> events.normal(about, reason, message));
    }

    /** Tells something expected of a field of the object, e.g. {@code spec.containers{compute}}. */
    public void normal(HasMetadata about, String field, String reason, String message) {
        later(() -> events.normal(about, field, reason, message));
    }

    /** Tells something of the object that an admin should look at. */
    public void warning(HasMetadata about, String reason, String message) {
        later(() -> events.warning(about, reason, message));
    }

    /** Tells something of a field of the object that an admin should look at. */
    public void warning(HasMetadata about, String field, String reason, String message) {
        later(() -> events.warning(about, field, reason, message));
    }

    private void later(Runnable telling) {
        try {
            writer.execute(() -> {
                try {
                    telling.run();
                } catch (RuntimeException e) {
                    LOG.warn("an event is not written", e);
                }
            });
        } catch (RejectedExecutionException _) {
            // Closed: its object will be looked at again by the next one.
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
