package dev.slipway.operator.cluster;

import dev.slipway.machine.lifecycle.Timestamps;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells admins what happened to an object. The same sentence about the same object is one Event that is counted. An Event
 * that cannot be written is logged and forgotten: it is news, not state.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MESSAGE_LENGTH = 1024;

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Source source;
    private final InstantSource clock;

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
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                count(event);
            } else {
                LOG.warn(
                        "event {} of {} is not written: {}",
                        reason,
                        event.getMetadata().getName(),
                        e.getMessage());
            }
        }
    }

    private void count(Event event) {
        try {
            Event before = client.v1()
                    .events()
                    .inNamespace(event.getMetadata().getNamespace())
                    .withName(event.getMetadata().getName())
                    .get();
            if (before != null) {
                int count = Optional.ofNullable(before.getCount()).orElse(1) + 1;
                writer.whole(
                        before,
                        new EventBuilder(before)
                                .withCount(count)
                                .withLastTimestamp(event.getLastTimestamp())
                                .build());
            }
        } catch (KubernetesClientException e) {
            LOG.warn("event {} is not counted: {}", event.getMetadata().getName(), e.getMessage());
        }
    }

    private Event event(HasMetadata about, @Nullable String field, String type, String reason, String message) {
        String now = Timestamps.format(clock.instant());
        String text = message.length() > MESSAGE_LENGTH ? message.substring(0, MESSAGE_LENGTH) : message;
        String uid = about.getMetadata().getUid();
        UUID hash = UUID.nameUUIDFromBytes(
                (uid + '\0' + Objects.toString(field, "") + '\0' + source.component() + '\0' + reason + '\0' + text)
                        .getBytes(StandardCharsets.UTF_8));
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(
                        Optional.ofNullable(about.getMetadata().getNamespace()).orElse("default"))
                .withName(about.getMetadata().getName() + "."
                        + hash.toString().replace("-", "").substring(0, 16))
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
