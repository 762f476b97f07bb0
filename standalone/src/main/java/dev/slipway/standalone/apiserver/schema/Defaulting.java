package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Fills in defaults that a schema names. */
public final class Defaulting {
    private Defaulting() {}

    /** Changes the object: absent fields with a default get it; null where null is no value counts as absent. */
    public static void fill(Schema schema, JsonNode value) {
        switch (value) {
            case ObjectNode object -> fillObject(schema, object);
            case ArrayNode array -> schema.items().ifPresent(items -> array.forEach(item -> fill(items, item)));
            default -> {}
        }
    }

    private static void fillObject(Schema schema, ObjectNode object) {
        for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
            Schema field = property.getValue();
            field.initial().ifPresent(initial -> {
                JsonNode present = object.path(property.getKey());
                if (present.isMissingNode() || (present.isNull() && !field.nullable())) {
                    object.set(property.getKey(), initial.deepCopy());
                }
            });
        }
        object.properties()
                .forEach(field -> schema.field(field.getKey()).ifPresent(known -> fill(known, field.getValue())));
    }
}
