package dev.slipway.standalone.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How the two OpenAPI versions write the same schema. */
enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    /** What version 2 has no word for. */
    private static final List<String> ONLY_V3 = List.of("anyOf", "oneOf", "not", "nullable");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    ObjectNode reference(String definition) {
        return JsonNodeFactory.instance.objectNode().put("$ref", prefix + definition);
    }

    /** Returns a reference with a sentence of its own, which version 3 reads only beside an {@code allOf}. */
    ObjectNode reference(String definition, String description) {
        ObjectNode reference = reference(definition);
        if (this == V2) {
            return reference.put("description", description);
        }
        ObjectNode described = JsonNodeFactory.instance.objectNode().put("description", description);
        described.putArray("allOf").add(reference);
        return described;
    }

    /** Returns a schema without what this version cannot say. */
    ObjectNode adapt(ObjectNode schema) {
        if (this == V2) {
            removeDeep(schema);
        }
        return schema;
    }

    private static void removeDeep(JsonNode node) {
        if (node instanceof ObjectNode object) {
            // A field of an object may have one of these names too; only below "properties" are names fields.
            object.remove(ONLY_V3);
            object.properties().forEach(entry -> {
                if (entry.getKey().equals("properties")) {
                    entry.getValue().forEach(Dialect::removeDeep);
                } else {
                    removeDeep(entry.getValue());
                }
            });
        } else {
            node.forEach(Dialect::removeDeep);
        }
    }
}
