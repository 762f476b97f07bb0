package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.time.Instant;
import java.util.List;

/** Makes tables. */
public final class Tables {
    private Tables() {}

    /**
     * Returns the {@code meta.k8s.io/v1 Table} of objects.
     *
     * @param metadata of the list, or of the object where there is one: {@code resourceVersion}, {@code continue}…
     * @param objects in the version of the type
     * @param now from which ages are counted
     */
    public static ObjectNode of(
            ResourceType type,
            JsonNode metadata,
            List<? extends JsonNode> objects,
            IncludeObject include,
            Instant now) {
        List<Column> columns =
                type.builtIn() ? BuiltInColumns.of(type.groupResource()) : CustomColumns.of(type.columns());
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMetadata(metadata));
        ArrayNode definitions = table.putArray("columnDefinitions");
        columns.forEach(column -> definitions
                .addObject()
                .put("name", column.name())
                .put("type", column.type())
                .put("format", column.format())
                .put("description", column.description())
                .put("priority", column.priority()));
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(columns, object, include, now)));
        return table;
    }

    private static ObjectNode listMetadata(JsonNode metadata) {
        ObjectNode kept = Json.object();
        for (String field : List.of("resourceVersion", "continue", "remainingItemCount")) {
            if (metadata.has(field)) {
                kept.set(field, metadata.get(field));
            }
        }
        return kept;
    }

    private static ObjectNode row(List<Column> columns, JsonNode object, IncludeObject include, Instant now) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        columns.forEach(column -> cells.add(column.cell().of(object, now)));
        row.set(
                "object",
                switch (include) {
                    case NONE -> NullNode.getInstance();
                    case METADATA -> partial(object);
                    case OBJECT -> object;
                });
        return row;
    }

    /** Returns the {@code PartialObjectMetadata} of an object. */
    public static ObjectNode partial(JsonNode object) {
        ObjectNode partial = Json.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
