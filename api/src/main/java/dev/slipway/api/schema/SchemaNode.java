package dev.slipway.api.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesType.Scalar;
import java.util.List;
import java.util.Optional;

/** The schemas of values without fields, and the parts that all schemas share. */
final class SchemaNode {
    /** Numbers with a decimal or binary suffix, as Kubernetes' own schemas bound them. */
    private static final String QUANTITY =
            "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaNode() {}

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Reads a value that a mark holds as JSON. */
    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json + " is no JSON", e);
        }
    }

    static ObjectNode scalar(Scalar scalar) {
        return switch (scalar) {
            case STRING -> typed("string");
            case BYTES -> typed("string").put("format", "byte");
            case BOOLEAN -> typed("boolean");
            case INT32 -> typed("integer").put("format", "int32");
            case INT64 -> typed("integer").put("format", "int64");
            case DOUBLE -> typed("number").put("format", "double");
            case TIME, MICRO_TIME -> typed("string").put("format", "date-time");
            case QUANTITY -> intOrString().put("pattern", QUANTITY);
            case INT_OR_STRING -> intOrString();
            case RAW -> freeObject();
            case ANY -> empty().put("x-kubernetes-preserve-unknown-fields", true);
        };
    }

    /** Returns the schema with the sentence about it in front, if there is one. */
    static ObjectNode described(ObjectNode schema, Optional<String> text) {
        ObjectNode all = empty();
        text.ifPresent(sentence -> all.put("description", sentence));
        return all.setAll(schema);
    }

    static ObjectNode typed(String type) {
        return empty().put("type", type);
    }

    static ObjectNode list(ObjectNode items) {
        ObjectNode schema = typed("array");
        schema.set("items", items);
        return schema;
    }

    static ObjectNode map(ObjectNode values) {
        ObjectNode schema = typed("object");
        schema.set("additionalProperties", values);
        return schema;
    }

    static ObjectNode object(ObjectNode properties, List<String> required) {
        ObjectNode schema = typed("object");
        if (!properties.isEmpty()) {
            schema.set("properties", properties);
        }
        if (!required.isEmpty()) {
            required.forEach(schema.withArray("required")::add);
        }
        return schema;
    }

    /** Returns the schema of an object of which nothing is known. */
    static ObjectNode freeObject() {
        return typed("object").put("x-kubernetes-preserve-unknown-fields", true);
    }

    static void byKeys(ObjectNode list, List<String> keys) {
        keys.forEach(list.withArray("x-kubernetes-list-map-keys")::add);
        list.put("x-kubernetes-list-type", "map");
    }

    private static ObjectNode intOrString() {
        ObjectNode schema = empty();
        schema.withArray("anyOf").add(typed("integer")).add(typed("string"));
        return schema.put("x-kubernetes-int-or-string", true);
    }
}
