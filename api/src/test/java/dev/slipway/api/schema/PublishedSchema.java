package dev.slipway.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;

/** The schema that an upstream project publishes, to be compared with a generated one. */
final class PublishedSchema {
    private static final Path DATA = Path.of("../../shared/data");
    private static final Set<String> TIME = Set.of("k8s.io.apimachinery.pkg.apis.meta.v1.Time", "v1.Time");
    private static final Set<String> OBJECT_META =
            Set.of("k8s.io.apimachinery.pkg.apis.meta.v1.ObjectMeta", "v1.ObjectMeta");
    private static final Set<String> QUANTITY =
            Set.of("k8s.io.apimachinery.pkg.api.resource.Quantity", "resource.Quantity");

    private final JsonNode definitions;
    private final List<String> differences = new ArrayList<>();

    private PublishedSchema(JsonNode definitions) {
        this.definitions = definitions;
    }

    /** Reads a swagger file below the shared data; skips the calling test where the data is absent. */
    static PublishedSchema read(String file) throws IOException {
        Path path = file(file);
        return new PublishedSchema(new ObjectMapper().readTree(path.toFile()).path("definitions"));
    }

    static Path file(String name) {
        Path path = DATA.resolve(name);
        Assumptions.assumeTrue(Files.exists(path), () -> "SKIPPED: the shared data file " + name + " is not here");
        return path;
    }

    /** Returns one line for each way in which {@code generated} differs from the named definition. */
    List<String> differences(String definition, JsonNode generated) {
        differences.clear();
        compareObject(definition, definitions.path(definition), generated);
        return List.copyOf(differences);
    }

    private void compareObject(String path, JsonNode published, JsonNode generated) {
        same(path, "fields", names(published.path("properties")), names(generated.path("properties")));
        same(path, "required", texts(published.path("required")), texts(generated.path("required")));
        same(path, "map type", text(published, "x-kubernetes-map-type"), text(generated, "x-kubernetes-map-type"));
        for (var field : published.path("properties").properties()) {
            if (generated.path("properties").has(field.getKey())) {
                compareValue(
                        path + "." + field.getKey(),
                        field.getValue(),
                        generated.path("properties").path(field.getKey()));
            }
        }
    }

    private void compareValue(String path, JsonNode published, JsonNode generated) {
        same(path, "list type", text(published, "x-kubernetes-list-type"), text(generated, "x-kubernetes-list-type"));
        same(
                path,
                "list keys",
                texts(published.path("x-kubernetes-list-map-keys")),
                texts(generated.path("x-kubernetes-list-map-keys")));
        same(path, "enum", texts(published.path("enum")), texts(generated.path("enum")));
        if (published.has("$ref")) {
            compareReference(path, published.path("$ref").asText(), generated);
            return;
        }
        same(path, "type", publishedType(published), generatedType(generated));
        // The publisher writes uint8 as format byte, which means base64 everywhere else.
        if (published.has("format") && !published.path("format").asText().equals("byte")) {
            same(path, "format", text(published, "format"), text(generated, "format"));
        }
        if (published.has("items")) {
            compareValue(path + "[]", published.path("items"), generated.path("items"));
        }
        if (published.path("additionalProperties").isObject()) {
            compareValue(path + "{}", published.path("additionalProperties"), generated.path("additionalProperties"));
        }
    }

    private void compareReference(String path, String reference, JsonNode generated) {
        String name = reference.substring(reference.lastIndexOf('/') + 1);
        JsonNode target = definitions.path(name);
        if (OBJECT_META.contains(name)) {
            // The API server, not the schema, knows metadata.
            same(path, "type", "object", generatedType(generated));
        } else if (QUANTITY.contains(name)) {
            same(path, "type", "int-or-string", generatedType(generated));
        } else if (TIME.contains(name)) {
            same(path, "format", "date-time", text(generated, "format"));
        } else if (target.path("type").asText().equals("object")) {
            same(
                    path,
                    "nullable",
                    target.path("nullable").asBoolean(),
                    generated.path("nullable").asBoolean());
            compareObject(path, target, generated);
        } else {
            same(path, "type", publishedType(target), generatedType(generated));
        }
    }

    private static String publishedType(JsonNode schema) {
        if (schema.path("format").asText().equals("int-or-string")) {
            return "int-or-string";
        }
        return switch (String.join("|", texts(schema.path("type")))) {
            case "number|string" -> "int-or-string";
            case "null|string" -> "string or null";
            default -> schema.path("type").asText();
        };
    }

    private static String generatedType(JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return "int-or-string";
        }
        boolean nullable = schema.path("nullable").asBoolean()
                && schema.path("type").asText().equals("string");
        return schema.path("type").asText() + (nullable ? " or null" : "");
    }

    private void same(String path, String what, Object published, Object generated) {
        if (!published.equals(generated)) {
            differences.add("%s: %s is %s, published is %s".formatted(path, what, generated, published));
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
