package dev.slipway.vncproxy.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.api.console.ConsoleTicket;
import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Which tickets were used. Each use is an Event of the Secret that signs tickets, named by the ticket: the API server stores one
 * of a name, whichever replica asks, and forgets it after an hour, when the ticket has long expired.
 */
final class UsedTickets {
    private final KubernetesClient client;
    private final Map<String, Long> expiryById = new HashMap<>();

    UsedTickets(KubernetesClient client) {
        this.client = client;
    }

    /** Returns whether {@code ticket} is used for the first time; blocks. */
    boolean use(ConsoleTicket ticket, Instant now) {
        if (!isNewHere(ticket, now)) {
            return false;
        }
        try {
            client.resource(event(ticket, now)).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private synchronized boolean isNewHere(ConsoleTicket ticket, Instant now) {
        expiryById.values().removeIf(expiry -> expiry <= now.getEpochSecond());
        return expiryById.putIfAbsent(ticket.id(), ticket.expires()) == null;
    }

    private static Event event(ConsoleTicket ticket, Instant now) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(SlipwayNames.NAMESPACE)
                .withName("console-ticket-" + hash(ticket.id()))
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("Secret")
                .withNamespace(SlipwayNames.NAMESPACE)
                .withName(SlipwayNames.TICKET_SECRET)
                .endInvolvedObject()
                .withType("Normal")
                .withReason("ConsoleTicketUsed")
                .withMessage("The %s console of %s/%s was opened by %s."
                        .formatted(ticket.kind(), ticket.namespace(), ticket.name(), ticket.user()))
                .withNewSource()
                .withComponent("slipway-vnc-proxy")
                .endSource()
                .withFirstTimestamp(now.toString())
                .withLastTimestamp(now.toString())
                .withCount(1)
                .build();
    }

    /** Ids are whatever their maker draws; names of objects are lower case. */
    private static String hash(String id) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
