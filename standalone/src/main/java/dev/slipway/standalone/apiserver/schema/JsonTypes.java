package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** Whether a built-in object has the JSON types that Go's decoder wants; it stops at the first wrong one. */
public final class JsonTypes {
    private JsonTypes() {}

    /** Returns the decoder's sentence about the first wrong type. */
    public static Optional<String> mismatch(Schema schema, JsonNode object, String kind) {
        return mismatch(schema, object, kind, "");
    }

    private static Optional<String> mismatch(Schema schema, JsonNode value, String kind, String path) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!Validation.isOfType(schema.type(), value)) {
            return Optional.of("json: cannot unmarshal %s into Go struct field %s%s of type %s"
                    .formatted(goTypeOf(value), kind, path, goType(schema)));
        }
        if (value.isArray() && schema.items().isPresent()) {
            for (JsonNode item : value) {
                Optional<String> wrong = mismatch(schema.items().get(), item, kind, path);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Optional<Schema> known = schema.field(field.getKey());
            // A map's key is no part of the path in Go's message.
            String here = schema.properties().containsKey(field.getKey()) ? path + "." + field.getKey() : path;
            Optional<String> wrong = known.flatMap(found -> mismatch(found, field.getValue(), kind, here));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static String goTypeOf(JsonNode value) {
        return switch (Validation.typeOf(value)) {
            case "integer", "number" -> value.isIntegralNumber() ? "number" : "number " + value;
            case "boolean" -> "bool";
            default -> Validation.typeOf(value);
        };
    }

    private static String goType(Schema schema) {
        return switch (schema.type()) {
            case STRING -> "string";
            case INTEGER -> "int64";
            case NUMBER -> "float64";
            case BOOLEAN -> "bool";
            case ARRAY -> "[]" + schema.items().map(JsonTypes::goType).orElse("interface {}");
            case OBJECT ->
                schema.properties().isEmpty()
                        ? "map[string]"
                                + schema.additional().map(JsonTypes::goType).orElse("interface {}")
                        : "object";
            case INT_OR_STRING -> "intstr.IntOrString";
            case ANY -> "interface {}";
        };
    }
}
