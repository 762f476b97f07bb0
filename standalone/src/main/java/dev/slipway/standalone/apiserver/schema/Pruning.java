package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes fields that a schema does not know. */
public final class Pruning {
    private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");

    private Pruning() {}

    /** Changes the object; returns the paths of what was removed, e.g. {@code spec.bogus}. */
    public static List<String> prune(Schema schema, ObjectNode object) {
        List<String> unknown = new ArrayList<>();
        prune(schema, object, "", unknown);
        return unknown;
    }

    private static void prune(Schema schema, JsonNode value, String path, List<String> unknown) {
        switch (value) {
            case ObjectNode object -> pruneObject(schema, object, path, unknown);
            case ArrayNode array -> {
                Schema items = schema.items().orElse(schema.preservesUnknown() ? Schema.ANYTHING : null);
                for (int i = 0; items != null && i < array.size(); i++) {
                    prune(items, array.get(i), path + "[" + i + "]", unknown);
                }
            }
            default -> {}
        }
    }

    private static void pruneObject(Schema schema, ObjectNode object, String path, List<String> unknown) {
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            String here = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            Schema property = schema.field(field.getKey()).orElse(null);
            if (property != null) {
                prune(property, field.getValue(), here, unknown);
            } else if (isDropped(schema, field.getKey())) {
                unknown.add(here);
                fields.remove();
            }
        }
    }

    private static boolean isDropped(Schema schema, String field) {
        boolean objectField = schema.embedded() && OBJECT_FIELDS.contains(field);
        return !objectField && !schema.preservesUnknown() && schema.type() != Schema.Type.ANY;
    }
}
