package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** The roles and bindings that every server has from its first start: those of Kubernetes, KubeVirt, CDI and Slipway. */
public final class DefaultRoles {
    /** Set to {@code false} by an admin who wants to keep own changes to a role. */
    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private DefaultRoles() {}

    /** Returns the objects without the metadata that the store gives. */
    public static List<ObjectNode> all() {
        ObjectReader reader = new YAMLMapper().readerFor(ObjectNode.class);
        return Stream.of("default-roles.yaml", "part-roles.yaml")
                .flatMap(file -> read(file, reader).stream())
                .toList();
    }

    private static List<ObjectNode> read(String file, ObjectReader reader) {
        try (InputStream in = Objects.requireNonNull(
                        DefaultRoles.class.getResourceAsStream(file), file + " is missing beside DefaultRoles");
                MappingIterator<ObjectNode> documents = reader.readValues(in)) {
            List<ObjectNode> objects = new ArrayList<>();
            documents.forEachRemaining(document -> objects.add(complete(document)));
            return objects;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " beside DefaultRoles cannot be read", e);
        }
    }

    /** Returns the plural of a default object's kind, e.g. {@code clusterroles}. */
    public static String plural(JsonNode object) {
        return object.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
    }

    /** Whether a stored object is to be brought back to its default: roles, unless an admin said no. */
    public static boolean isOverwritten(JsonNode stored) {
        return stored.path("kind").asText().equals("ClusterRole")
                && !stored.at("/metadata/annotations")
                        .path(AUTO_UPDATE)
                        .asText("true")
                        .equals("false");
    }

    private static ObjectNode complete(ObjectNode document) {
        ObjectNode object = Json.object()
                .put("apiVersion", "rbac.authorization.k8s.io/v1")
                .put("kind", document.path("kind").asText());
        ObjectNode metadata = object.putObject("metadata");
        metadata.setAll((ObjectNode) document.path("metadata"));
        metadata.putObject("annotations").put(AUTO_UPDATE, "true");
        metadata.withObjectProperty("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        for (String field : List.of("aggregationRule", "rules", "roleRef", "subjects")) {
            if (document.has(field)) {
                object.set(field, document.get(field));
            }
        }
        return object;
    }
}
