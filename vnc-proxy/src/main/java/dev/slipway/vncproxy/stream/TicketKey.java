package dev.slipway.vncproxy.stream;

import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.Optional;

/** The key that console tickets are signed with, read from its Secret. */
final class TicketKey {
    private final KubernetesClient client;

    TicketKey(KubernetesClient client) {
        this.client = client;
    }

    /** Returns the key, if the Secret is there; blocks. */
    Optional<byte[]> read() {
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
