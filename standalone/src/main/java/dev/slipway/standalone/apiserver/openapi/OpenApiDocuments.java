package dev.slipway.standalone.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The OpenAPI documents of what is served, each kept until its types change. */
public final class OpenApiDocuments {
    private final String slipwayVersion;
    private final Map<String, Document> kept = new ConcurrentHashMap<>();

    /**
     * A document.
     *
     * @param types what it was made from
     * @param json the bytes to send
     * @param hash names the content; good as ETag
     */
    public record Document(List<ResourceType> types, Buffer json, String hash) {
        public Document {
            types = List.copyOf(types);
        }
    }

    public OpenApiDocuments(String slipwayVersion) {
        this.slipwayVersion = slipwayVersion;
    }

    /** Returns the index {@code /openapi/v3}: where the document of each group and version is. */
    public ObjectNode index(List<ResourceType> served) {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        byPlace(served)
                .forEach((place, types) -> paths.putObject(place)
                        .put(
                                "serverRelativeURL",
                                "/openapi/v3/" + place + "?hash="
                                        + v3(place, types).hash()));
        return index;
    }

    /**
     * Returns the document {@code /openapi/v3/<place>}.
     *
     * @param place {@code api/v1} or {@code apis/<group>/<version>}
     */
    public Optional<Document> v3(List<ResourceType> served, String place) {
        return Optional.ofNullable(byPlace(served).get(place)).map(types -> v3(place, types));
    }

    /** Returns the one document {@code /openapi/v2} of everything. */
    public Document v2(List<ResourceType> served) {
        return keep("", served, () -> {
            ObjectNode document = Json.object().put("swagger", "2.0");
            document.set("info", info());
            document.set("paths", Operations.of(served, Dialect.V2));
            document.set("definitions", Definitions.of(served, Dialect.V2));
            return document;
        });
    }

    private Document v3(String place, List<ResourceType> types) {
        return keep(place, types, () -> {
            ObjectNode document = Json.object().put("openapi", "3.0.0");
            document.set("info", info());
            document.set("paths", Operations.of(types, Dialect.V3));
            document.putObject("components").set("schemas", Definitions.of(types, Dialect.V3));
            return document;
        });
    }

    private ObjectNode info() {
        return Json.object().put("title", "Kubernetes").put("version", "slipway-" + slipwayVersion);
    }

    private Document keep(String place, List<ResourceType> types, Supplier<ObjectNode> content) {
        Document known = kept.get(place);
        if (known == null || !known.types().equals(types)) {
            byte[] json = Json.bytes(content.get());
            known = new Document(types, Buffer.buffer(json), hash(json));
            kept.put(place, known);
        }
        return known;
    }

    private static Map<String, List<ResourceType>> byPlace(List<ResourceType> served) {
        return served.stream()
                .collect(Collectors.groupingBy(OpenApiDocuments::place, TreeMap::new, Collectors.toList()));
    }

    private static String place(ResourceType type) {
        return type.group().isEmpty() ? "api/" + type.version() : "apis/" + type.apiVersion();
    }

    private static String hash(byte[] json) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(json))
                    .toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
