package dev.slipway.standalone.apiserver.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * An APIService whose API somebody else serves.
 *
 * @param name {@code version.group}
 * @param group e.g. {@code metrics.k8s.io}
 * @param version e.g. {@code v1beta1}
 * @param namespace of the Service
 * @param service name of the Service
 * @param port of the Service
 * @param authority certificates of authorities in PEM; empty: those that the system knows
 * @param insecure whether any certificate will do
 * @param versionPriority versions with a higher one come first
 * @param available whether its condition says so
 */
public record RegisteredApi(
        String name,
        String group,
        String version,
        String namespace,
        String service,
        int port,
        String authority,
        boolean insecure,
        int versionPriority,
        boolean available) {
    static final String AVAILABLE = "Available";
    private static final int USUAL_PORT = 443;

    /** Returns nothing for an API of this server itself. */
    static Optional<RegisteredApi> of(ObjectNode object) {
        JsonNode spec = object.path("spec");
        JsonNode service = spec.path("service");
        if (!service.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new RegisteredApi(
                Metadata.name(object),
                spec.path("group").asText(),
                spec.path("version").asText(),
                service.path("namespace").asText(),
                service.path("name").asText(),
                service.path("port").asInt(USUAL_PORT),
                authority(spec.path("caBundle").asText("")),
                spec.path("insecureSkipTLSVerify").asBoolean(),
                spec.path("versionPriority").asInt(),
                isAvailable(object)));
    }

    /** What is no base64 is no certificate either, which a call then says. */
    private static String authority(String text) {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static boolean isAvailable(JsonNode object) {
        return StreamSupport.stream(object.at("/status/conditions").spliterator(), false)
                .anyMatch(condition -> condition.path("type").asText().equals(AVAILABLE)
                        && condition.path("status").asText().equals("True"));
    }

    /** Returns {@code group/version}. */
    String groupVersion() {
        return group + "/" + version;
    }

    /** Returns where its resources are. */
    String path() {
        return "/apis/" + groupVersion();
    }

    /** Returns where its schemas are. */
    String schemas() {
        return "/openapi/v3" + path();
    }

    /** Returns the name in the certificate of its server. */
    String host() {
        return service + "." + namespace + ".svc";
    }
}
