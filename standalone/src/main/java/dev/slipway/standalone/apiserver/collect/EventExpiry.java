package dev.slipway.standalone.apiserver.collect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Stream;

/** Deletes events an hour after they last happened, as kube-apiserver does by default. */
final class EventExpiry {
    private static final GroupResource EVENTS = new GroupResource("", "events");
    private static final Duration LIFE = Duration.ofHours(1);

    private final ObjectStore store;
    private final Servant servant;
    private final Clock clock;

    EventExpiry(ObjectStore store, Servant servant, Clock clock) {
        this.store = store;
        this.servant = servant;
        this.clock = clock;
    }

    void run() {
        Instant oldest = clock.instant().minus(LIFE);
        for (StoredObject event : store.list(EVENTS, "").objects()) {
            if (lastSeen(event.tree()).isBefore(oldest)) {
                servant.delete(event.key(), event.uid(), "");
            }
        }
    }

    private static Instant lastSeen(JsonNode event) {
        return Stream.of(
                        event.path("lastTimestamp"),
                        event.path("series").path("lastObservedTime"),
                        event.path("eventTime"),
                        event.path("metadata").path("creationTimestamp"))
                .map(time -> instant(time.asText("")))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private static Instant instant(String time) {
        try {
            return time.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
