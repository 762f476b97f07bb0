package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** Removes what Go leaves out when it writes a typed object: null, and empty lists and maps. Raw values stay as they are. */
public final class Omissions {
    /** Fields that are written even if they are empty. */
    private static final Set<String> KEPT = Set.of("rules", "managedFields");

    private Omissions() {}

    /** Changes the value. */
    public static void apply(Schema schema, JsonNode value) {
        if (schema.type() == Schema.Type.ANY || schema.preservesUnknown()) {
            return;
        }
        if (value instanceof ObjectNode object) {
            Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                Schema known = schema.field(field.getKey()).orElse(Schema.ANYTHING);
                apply(known, field.getValue());
                if (field.getValue().isNull()
                        || (isEmptyCollection(known, field.getValue()) && !KEPT.contains(field.getKey()))) {
                    fields.remove();
                }
            }
        } else if (value.isArray()) {
            Schema items = schema.items().orElse(Schema.ANYTHING);
            value.forEach(item -> apply(items, item));
        }
    }

    private static boolean isEmptyCollection(Schema schema, JsonNode value) {
        boolean list = value.isArray() && schema.type() == Schema.Type.ARRAY;
        boolean map = value.isObject()
                && schema.type() == Schema.Type.OBJECT
                && schema.properties().isEmpty()
                && schema.additional().isPresent();
        return value.isEmpty() && (list || map);
    }
}
