package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.schema.ListIdentity;
import dev.slipway.standalone.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a value is taken apart: what of it is owned one by one, and what only as a whole. */
final class Structure {
    private Structure() {}

    /** Returns whether objects under the schema are owned field by field. */
    static boolean isGranularObject(Schema schema, JsonNode value) {
        return value.isObject() && !schema.atomicMap();
    }

    /** Returns whether lists under the schema are owned item by item. */
    static boolean isGranularList(Schema schema, JsonNode value) {
        return value.isArray() && schema.list() != Schema.ListType.ATOMIC && hasIdentities(schema, value);
    }

    /** Lists whose items cannot be told apart are treated as a whole. */
    private static boolean hasIdentities(Schema schema, JsonNode list) {
        return items(schema, list).size() == list.size();
    }

    static Schema field(Schema schema, String name) {
        return schema.field(name).orElse(Schema.ANYTHING);
    }

    /** Returns whether the field has a name in the schema, and is not a key of a map. */
    static boolean isNamed(Schema schema, String name) {
        return schema.properties().containsKey(name);
    }

    static Schema item(Schema schema) {
        return schema.items().orElse(Schema.ANYTHING);
    }

    /** Returns the items by their identity, in their order; a later twin is left out. */
    static Map<PathElement, JsonNode> items(Schema schema, JsonNode list) {
        Map<PathElement, JsonNode> items = new LinkedHashMap<>();
        for (JsonNode item : list) {
            element(schema, item).ifPresent(element -> items.putIfAbsent(element, item));
        }
        return items;
    }

    static Optional<PathElement> element(Schema schema, JsonNode item) {
        if (schema.list() == Schema.ListType.SET) {
            return Optional.of(PathElement.Value.of(item));
        }
        Map<String, JsonNode> keys = ListIdentity.of(schema, item);
        return keys.isEmpty() ? Optional.empty() : Optional.of(PathElement.Item.of(keys));
    }
}
