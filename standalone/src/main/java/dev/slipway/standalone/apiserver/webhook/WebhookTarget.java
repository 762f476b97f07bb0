package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;

/** Where a webhook listens, and whose certificate it shows there. */
sealed interface WebhookTarget {
    /** Certificates of authorities in PEM; empty: those that the system knows. */
    String authority();

    /** An address. */
    record Address(URI url, String authority) implements WebhookTarget {}

    /** A Service of the cluster. */
    record Service(String namespace, String name, int port, String path, String authority) implements WebhookTarget {
        /** The name in its certificate. */
        String host() {
            return name + "." + namespace + ".svc";
        }
    }

    static WebhookTarget of(JsonNode config) {
        String authority = new String(
                java.util.Base64.getMimeDecoder().decode(config.path("caBundle").asText("")),
                java.nio.charset.StandardCharsets.US_ASCII);
        JsonNode service = config.path("service");
        if (service.isObject()) {
            return new Service(
                    service.path("namespace").asText(),
                    service.path("name").asText(),
                    service.path("port").asInt(443),
                    service.path("path").asText(""),
                    authority);
        }
        return new Address(URI.create(config.path("url").asText()), authority);
    }
}
