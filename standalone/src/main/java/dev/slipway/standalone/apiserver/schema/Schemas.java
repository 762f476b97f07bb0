package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The schemas of whole objects, each read once until its definition changes. */
public final class Schemas {
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    private record Known(JsonNode json, Schema schema, boolean hasRules) {}

    /** Returns the schema of a type, with that of {@code metadata} in place. */
    public Schema of(ResourceType type) {
        return known(type).schema;
    }

    /** Whether there are rules in CEL anywhere in the schema of a type. */
    public boolean haveRules(ResourceType type) {
        return known(type).hasRules;
    }

    private Known known(ResourceType type) {
        JsonNode json = type.schema();
        if (json == null) {
            return new Known(MissingNode.getInstance(), withMetadata(Schema.ANYTHING), false);
        }
        return known.compute(
                type.apiVersion() + "/" + type.kind(),
                (key, old) ->

                        // The same tree is recognised at once; an equal new one is compared only the first time.
                        old != null && old.json.equals(json) ? new Known(json, old.schema, old.hasRules) : read(json));
    }

    private static Known read(JsonNode json) {
        Schema schema = withMetadata(SchemaReader.read(json));
        return new Known(json, schema, RuleCheck.isNeeded(schema));
    }

    private static Schema withMetadata(Schema schema) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        properties.put("apiVersion", SchemaReader.text());
        properties.put("kind", SchemaReader.text());
        properties.put("metadata", ObjectMeta.SCHEMA);
        schema.properties().forEach(properties::putIfAbsent);
        return new Schema(
                schema.type(),
                schema.nullable(),
                properties,
                schema.additional(),
                schema.items(),
                schema.list(),
                schema.keys(),
                schema.atomicMap(),
                schema.preservesUnknown(),
                schema.embedded(),
                schema.initial(),
                schema.constraints(),
                schema.patch());
    }
}
