package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

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

    /** Nobody can tell where; the sentence says why. */
    record Unreadable(String sentence) implements WebhookTarget {
        @Override
        public String authority() {
            return "";
        }
    }

    /** Never fails, so that one broken configuration does not keep others, or its own mending, from being heard. */
    static WebhookTarget of(JsonNode config) {
        try {
            return read(config);
        } catch (IllegalArgumentException | URISyntaxException e) {
            return new Unreadable("could not get REST client: " + e.getMessage());
        }
    }

    private static WebhookTarget read(JsonNode config) throws URISyntaxException {
        String authority = new String(
                Base64.getMimeDecoder().decode(config.path("caBundle").asText("")), StandardCharsets.US_ASCII);
        JsonNode service = config.path("service");
        if (service.isObject()) {
            return new Service(
                    service.path("namespace").asText(),
                    service.path("name").asText(),
                    service.path("port").asInt(443),
                    service.path("path").asText(""),
                    authority);
        }
        return new Address(new URI(config.path("url").asText()), authority);
    }
}
