package dev.slipway.operator.cluster;

import dev.slipway.machine.lifecycle.EventNames;
import dev.slipway.machine.lifecycle.Timestamps;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells admins what happened to an object. The same sentence about the same object is one Event that is counted, as long as
 * its writer remembers it. An Event that cannot be written is logged and forgotten: it is news, not state.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MESSAGE_LENGTH = 1024;

    /** How many sentences are remembered to be counted; as in Kubernetes' clients. */
    private static final int MOST_TOLD = 4096;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Source source;
    private final InstantSource clock;
    private final EventNames names = new EventNames();

    /** The names of the Events that were written last, the one that was needed longest ago first. */
    private final Map<Sentence, String> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sentence, String> eldest) {
            return size() > MOST_TOLD;
        }
    };

    private record Sentence(String uid, @Nullable String field, String reason, String message) {}

    /**
     * Who tells.
     *
     * @param component e.g. {@code virtualmachine-controller}
     * @param node the node whose part it is, if it is one's
     */
    public record Source(String component, Optional<String> node) {}

    /** Writes Events as this component, e.g. {@code virtualmachine-controller}. */
    public Events(KubernetesClient client, String component, InstantSource clock) {
        this(client, new Source(component, Optional.empty()), clock);
    }

    /** Writes Events of this source. */
    public Events(KubernetesClient client, Source source, InstantSource clock) {
        this.client = client;
        this.writer = new ObjectWriter(client);
        this.source = source;
        this.clock = clock;
    }

    /** Tells something expected. */
    public void normal(HasMetadata about, String reason, String message) {
        tell(about, null, "Normal", reason, message);
    }

    /** Tells something expected of a field of the object, e.g. {@code spec.containers{compute}}. */
    public void normal(HasMetadata about, String field, String reason, String message) {
        tell(about, field, "Normal", reason, message);
    }

    /** Tells something that an admin should look at. */
    public void warning(HasMetadata about, String reason, String message) {
        tell(about, null, "Warning", reason, message);
    }

    /** Tells something of a field of the object that an admin should look at. */
    public void warning(HasMetadata about, String field, String reason, String message) {
        tell(about, field, "Warning", reason, message);
    }

    private void tell(HasMetadata about, @Nullable String field, String type, String reason, String message) {
        LOG.info("{} {}: {}", about.getKind(), about.getMetadata().getName(), message);
        Event event = event(about, field, type, reason, message);
        Sentence sentence = new Sentence(about.getMetadata().getUid(), field, reason, event.getMessage());
        try {
            if (!count(sentence, event)) {
                create(sentence, event);
            }
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "event {} of {} is not written: {}",
                    reason,
                    about.getMetadata().getName(),
                    e.getMessage());
        }
    }

    /** Counts a sentence that was told before; returns false if its Event is not there, or no more. */
    private boolean count(Sentence sentence, Event event) {
        String name;
        synchronized (told) {
            name = told.get(sentence);
        }
        Event before = name == null
                ? null
                : client.v1()
                        .events()
                        .inNamespace(event.getMetadata().getNamespace())
                        .withName(name)
                        .get();
        if (before == null) {
            return false;
        }
        int count = Optional.ofNullable(before.getCount()).orElse(1) + 1;
        writer.whole(
                before,
                new EventBuilder(before)
                        .withCount(count)
                        .withLastTimestamp(event.getLastTimestamp())
                        .build());
        return true;
    }

    private void create(Sentence sentence, Event event) {
        client.resource(event).create();
        synchronized (told) {
            told.put(sentence, event.getMetadata().getName());
        }
    }

    private Event event(HasMetadata about, @Nullable String field, String type, String reason, String message) {
        String now = Timestamps.format(clock.instant());
        String text = message.length() > MESSAGE_LENGTH ? message.substring(0, MESSAGE_LENGTH) : message;
        String uid = about.getMetadata().getUid();
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(
                        Optional.ofNullable(about.getMetadata().getNamespace()).orElse("default"))
                .withName(names.next(about.getMetadata().getName(), clock.instant()))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(uid)
                .withFieldPath(field)
                .withResourceVersion(about.getMetadata().getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(text)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource(source.component(), source.node().orElse(null))
                .build();
    }
}
