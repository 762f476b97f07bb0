package dev.slipway.vncproxy.stream;

import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/** The key that console tickets are signed with, read from its Secret. */
final class TicketKey {
    /** Anybody may ask with a ticket of his own making: so many may as come, the Secret is read this seldom. */
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final InstantSource clock;
    private Optional<byte[]> known = Optional.empty();
    private Instant read = Instant.EPOCH;

    TicketKey(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Returns the key, if the Secret is there; blocks, together with all who ask meanwhile. */
    synchronized Optional<byte[]> read() {
        Instant now = clock.instant();
        if (Duration.between(read, now).compareTo(KEPT) >= 0) {
            known = stored();
            read = now;
        }
        return known;
    }

    private Optional<byte[]> stored() {
        Secret secret = client.secrets()
                .inNamespace(SlipwayNames.NAMESPACE)
                .withName(SlipwayNames.TICKET_SECRET)
                .get();
        return Optional.ofNullable(secret)
                .map(Secret::getData)
                .map(data -> data.get(SlipwayNames.TICKET_KEY))
                .map(Base64.getDecoder()::decode);
    }
}
