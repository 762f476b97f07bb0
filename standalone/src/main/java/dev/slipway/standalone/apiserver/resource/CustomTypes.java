package dev.slipway.standalone.apiserver.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The served types that a CustomResourceDefinition defines. */
public final class CustomTypes {
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private CustomTypes() {}

    /** Returns one type per served version. */
    public static List<ResourceType> of(JsonNode definition) {
        JsonNode spec = definition.path("spec");
        List<ResourceType> types = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                types.add(type(spec, version));
            }
        }
        return types;
    }

    private static ResourceType type(JsonNode spec, JsonNode version) {
        JsonNode names = spec.path("names");
        JsonNode schema = version.path("schema").path("openAPIV3Schema");
        return new ResourceType(
                spec.path("group").asText(),
                version.path("name").asText(),
                names.path("kind").asText(),
                names.path("plural").asText(),
                names.path("singular").asText(),
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                spec.path("scope").asText().equals("Namespaced"),
                subresources(version.path("subresources")),
                VERBS,
                version.path("storage").asBoolean(),
                schema.isObject() ? schema : null,
                columns(version.path("additionalPrinterColumns")),
                paths(version.path("selectableFields")),
                deprecation(spec, version),
                version.path("subresources")
                        .path("scale")
                        .path("specReplicasPath")
                        .asText(""),
                false);
    }

    private static String deprecation(JsonNode spec, JsonNode version) {
        if (!version.path("deprecated").asBoolean()) {
            return "";
        }
        return version.path("deprecationWarning")
                .asText("%s/%s %s is deprecated"
                        .formatted(
                                spec.path("group").asText(),
                                version.path("name").asText(),
                                spec.at("/names/kind").asText()));
    }

    private static Set<String> subresources(JsonNode declared) {
        Set<String> names = new LinkedHashSet<>();
        declared.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<PrinterColumn> columns(JsonNode declared) {
        List<PrinterColumn> columns = new ArrayList<>();
        for (JsonNode column : declared) {
            columns.add(new PrinterColumn(
                    column.path("name").asText(),
                    column.path("type").asText(),
                    column.path("format").asText(""),
                    column.path("description").asText(""),
                    column.path("priority").asInt(),
                    column.path("jsonPath").asText()));
        }
        return columns;
    }

    private static List<String> paths(JsonNode declared) {
        List<String> paths = new ArrayList<>();
        declared.forEach(field -> paths.add(field.path("jsonPath").asText()));
        return paths;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
