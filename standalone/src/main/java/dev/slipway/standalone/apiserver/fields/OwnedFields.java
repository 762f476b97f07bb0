package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.schema.Schema;
import java.util.Map;

/** The fields that an applied object claims: its leaves, the items of its lists and the keys of its maps. */
final class OwnedFields {
    private OwnedFields() {}

    static FieldSet of(Schema schema, JsonNode object) {
        FieldSet set = new FieldSet();
        collect(schema, object, set);
        return set;
    }

    private static void collect(Schema schema, JsonNode value, FieldSet into) {
        if (Structure.isGranularObject(schema, value)) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                PathElement element = new PathElement.Field(field.getKey());
                JsonNode inner = field.getValue();
                Schema innerSchema = Structure.field(schema, field.getKey());
                boolean empty = inner.isNull() || (inner.isObject() && inner.isEmpty());
                if (empty || !Structure.isNamed(schema, field.getKey()) || isLeaf(innerSchema, inner)) {
                    into.insert(element);
                }
                collect(innerSchema, inner, into.descend(element));
            }
        } else if (Structure.isGranularList(schema, value)) {
            Structure.items(schema, value).forEach((element, item) -> {
                into.insert(element);
                collect(Structure.item(schema), item, into.descend(element));
            });
        }
    }

    private static boolean isLeaf(Schema schema, JsonNode value) {
        return !Structure.isGranularObject(schema, value) && !Structure.isGranularList(schema, value);
    }
}
