package dev.slipway.portal.console;

import dev.slipway.api.console.ConsoleTicket;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Issues console tickets. The key is kept in a Secret that the portal makes if nobody has; the consoles' data plane reads it there. */
@Singleton
class Tickets {
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);
    private static final Duration KEY_KEPT = Duration.ofMinutes(1);
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClusterConnection connection;
    private final Clock clock = Clock.systemUTC();
    private byte @Nullable [] key;
    private Instant keyRead = Instant.EPOCH;

    Tickets(ClusterConnection connection) {
        this.connection = connection;
    }

    /** Returns the address, on the portal's own origin, at which a console opens once within half a minute. Throws KubernetesClientException if the key cannot be read. */
    String address(ObjectKey machine, ConsoleKind kind, String user) {
        long expires = clock.instant().plus(GOOD_FOR).getEpochSecond();
        ConsoleTicket ticket = new ConsoleTicket(
                machine.namespace(),
                machine.name(),
                kind.word(),
                user,
                expires,
                UUID.randomUUID().toString());
        return "/console-stream/" + machine.namespace() + "/" + machine.name() + "/" + kind.word() + "?ticket="
                + ticket.sign(key());
    }

    private synchronized byte[] key() {
        if (key == null || keyRead.plus(KEY_KEPT).isBefore(clock.instant())) {
            KubernetesClient client = connection
                    .own()
                    .orElseThrow(() -> new KubernetesClientException("the portal has no connection to it yet"));
            key = Base64.getDecoder().decode(secret(client).getData().get(SlipwayNames.TICKET_KEY));
            keyRead = clock.instant();
        }
        return key;
    }

    private static Secret secret(KubernetesClient client) {
        var resource = client.secrets().inNamespace(SlipwayNames.NAMESPACE).withName(SlipwayNames.TICKET_SECRET);
        Secret known = resource.get();
        if (known != null && known.getData() != null && known.getData().containsKey(SlipwayNames.TICKET_KEY)) {
            return known;
        }
        byte[] fresh = new byte[KEY_BYTES];
        RANDOM.nextBytes(fresh);
        try {
            return client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(SlipwayNames.TICKET_SECRET)
                            .withNamespace(SlipwayNames.NAMESPACE)
                            .endMetadata()
                            .withType("Opaque")
                            .withData(Map.of(
                                    SlipwayNames.TICKET_KEY, Base64.getEncoder().encodeToString(fresh)))
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            // another part made it at the same moment
            Secret theirs = resource.get();
            if (theirs == null) {
                throw e;
            }
            return theirs;
        }
    }
}
