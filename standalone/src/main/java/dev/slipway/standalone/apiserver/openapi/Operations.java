package dev.slipway.standalone.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The paths of a document with what can be done there. */
final class Operations {
    private static final String JSON = "application/json";
    private static final List<String> PATCHES =
            List.of("application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml");
    /** Only built-in kinds take it; kubectl decides by this list how it patches. */
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    /** The query parameters by which clients see what a write understands. */
    private static final Map<String, List<String>> PARAMETERS = Map.of(
            "post", List.of("dryRun", "fieldManager", "fieldValidation"),
            "put", List.of("dryRun", "fieldManager", "fieldValidation"),
            "patch", List.of("dryRun", "fieldManager", "fieldValidation", "force"),
            "delete", List.of("dryRun", "gracePeriodSeconds", "propagationPolicy"),
            "list", List.of("continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "watch"));

    /** The verbs of discovery that actions have another name for. */
    private static final Map<String, String> VERBS = Map.of("post", "create", "put", "update");

    private final Dialect dialect;
    private final ObjectNode paths = JsonNodeFactory.instance.objectNode();

    private Operations(Dialect dialect) {
        this.dialect = dialect;
    }

    static ObjectNode of(List<ResourceType> types, Dialect dialect) {
        Operations operations = new Operations(dialect);
        types.forEach(operations::add);
        return operations.paths;
    }

    private void add(ResourceType type) {
        String base = type.group().isEmpty() ? "/api/" + type.version() : "/apis/" + type.apiVersion();
        String place =
                type.namespaced() ? base + "/namespaces/{namespace}/" + type.plural() : base + "/" + type.plural();
        operation(place, "get", "list", type);
        operation(place, "post", "post", type);
        operation(place, "delete", "deletecollection", type);
        if (type.namespaced()) {
            operation(base + "/" + type.plural(), "get", "list", type);
        }
        object(place + "/{name}", type, true);
        if (type.subresources().contains("status")) {
            object(place + "/{name}/status", type, false);
        }
    }

    private void object(String path, ResourceType type, boolean deletable) {
        operation(path, "get", "get", type);
        operation(path, "put", "put", type);
        operation(path, "patch", "patch", type);
        if (deletable) {
            operation(path, "delete", "delete", type);
        }
    }

    private void operation(String path, String method, String action, ResourceType type) {
        if (!type.verbs().contains(VERBS.getOrDefault(action, action))) {
            return;
        }
        ObjectNode operation = paths.withObjectProperty(path).putObject(method);
        operation.put("x-kubernetes-action", action);
        operation
                .putObject("x-kubernetes-group-version-kind")
                .put("group", type.group())
                .put("kind", type.kind())
                .put("version", type.version());
        ArrayNode parameters = operation.putArray("parameters");
        PARAMETERS.getOrDefault(action, List.of()).forEach(name -> parameters.add(query(name)));
        if (method.equals("patch")) {
            List<String> patches = type.builtIn()
                    ? Stream.concat(PATCHES.stream(), Stream.of(STRATEGIC)).toList()
                    : PATCHES;
            body(operation, patches, JsonNodeFactory.instance.objectNode().put("type", "object"));
        } else if (method.equals("post") || method.equals("put")) {
            body(operation, List.of(JSON), dialect.reference(Definitions.name(type)));
        }
        String reply = Definitions.name(type) + (action.equals("list") ? "List" : "");
        reply(operation, action.startsWith("delete") ? Definitions.name("meta.v1.Status") : reply);
    }

    private ObjectNode query(String name) {
        String type = switch (name) {
            case "force", "watch" -> "boolean";
            case "limit", "gracePeriodSeconds" -> "integer";
            default -> "string";
        };
        ObjectNode parameter =
                JsonNodeFactory.instance.objectNode().put("in", "query").put("name", name);
        switch (dialect) {
            case V2 -> parameter.put("type", type).put("uniqueItems", true);
            case V3 -> parameter.putObject("schema").put("type", type).put("uniqueItems", true);
        }
        return parameter;
    }

    private void body(ObjectNode operation, List<String> mediaTypes, ObjectNode schema) {
        switch (dialect) {
            case V2 -> {
                mediaTypes.forEach(operation.withArrayProperty("consumes")::add);
                operation
                        .withArrayProperty("parameters")
                        .addObject()
                        .put("in", "body")
                        .put("name", "body")
                        .put("required", true)
                        .set("schema", schema);
            }
            case V3 -> {
                ObjectNode content = operation.putObject("requestBody").putObject("content");
                mediaTypes.forEach(mediaType -> content.putObject(mediaType).set("schema", schema));
            }
        }
    }

    private void reply(ObjectNode operation, String definition) {
        ObjectNode reply = operation.putObject("responses").putObject("200").put("description", "OK");
        switch (dialect) {
            case V2 -> reply.set("schema", dialect.reference(definition));
            case V3 -> reply.putObject("content").putObject(JSON).set("schema", dialect.reference(definition));
        }
    }
}
