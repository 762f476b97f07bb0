package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An object into which another one was merged as a server-side apply merges. */
final class AppliedObject {
    private AppliedObject() {}

    /** Returns the merged value; both arguments stay as they are. */
    static JsonNode merge(Schema schema, JsonNode live, JsonNode applied) {
        if (Structure.isGranularObject(schema, applied) && live.isObject()) {
            ObjectNode merged = ((ObjectNode) live).deepCopy();
            applied.properties()
                    .forEach(field -> merged.set(
                            field.getKey(),
                            merge(
                                    Structure.field(schema, field.getKey()),
                                    live.path(field.getKey()),
                                    field.getValue())));
            return merged;
        }
        if (Structure.isGranularList(schema, applied) && Structure.isGranularList(schema, live)) {
            return mergeLists(schema, live, applied);
        }
        return applied.deepCopy();
    }

    /** Items of both lists stand in the order of the applied one; items of the live one alone keep their place before. */
    private static ArrayNode mergeLists(Schema schema, JsonNode live, JsonNode applied) {
        Map<PathElement, JsonNode> old = Structure.items(schema, live);
        Map<PathElement, JsonNode> young = Structure.items(schema, applied);
        Map<PathElement, JsonNode> merged = new LinkedHashMap<>();
        List<PathElement> waiting = new ArrayList<>(old.keySet());
        Set<PathElement> done = new HashSet<>();
        for (Map.Entry<PathElement, JsonNode> item : young.entrySet()) {
            while (!waiting.isEmpty()
                    && (!young.containsKey(waiting.getFirst()) || done.contains(waiting.getFirst()))) {
                PathElement element = waiting.removeFirst();
                merged.putIfAbsent(element, at(old, element));
            }
            JsonNode before = old.get(item.getKey());
            merged.put(
                    item.getKey(),
                    before == null ? item.getValue() : merge(Structure.item(schema), before, item.getValue()));
            done.add(item.getKey());
        }
        waiting.forEach(element -> merged.putIfAbsent(element, at(old, element)));
        ArrayNode list = Json.MAPPER.createArrayNode();
        merged.values().forEach(list::add);
        return list;
    }

    private static JsonNode at(Map<PathElement, JsonNode> items, PathElement element) {
        return items.getOrDefault(element, Json.MAPPER.nullNode());
    }

    /**
     * Removes what nobody claims any more.
     *
     * @param claimed what the applier claimed before
     * @param owned what anybody owns now
     */
    static void drop(Schema schema, ObjectNode object, FieldSet claimed, FieldSet owned) {
        dropFields(schema, object, claimed, owned);
    }

    private static void dropFields(Schema schema, ObjectNode object, FieldSet claimed, FieldSet owned) {
        claimed.children().forEach((element, inner) -> {
            if (!(element instanceof PathElement.Field(String name)) || !object.has(name)) {
                return;
            }
            FieldSet owners = owned.child(element);
            Schema field = Structure.field(schema, name);
            JsonNode value = object.path(name);
            if (owners == null || owners.isEmpty()) {
                boolean leaf = inner.children().isEmpty();
                if (leaf || dropsInside(field, value, inner, new FieldSet())) {
                    object.remove(name);
                }
            } else {
                dropsInside(field, value, inner, owners);
            }
        });
    }

    /** Returns whether nothing is left inside. */
    private static boolean dropsInside(Schema schema, JsonNode value, FieldSet claimed, FieldSet owned) {
        if (value instanceof ObjectNode object && Structure.isGranularObject(schema, value)) {
            dropFields(schema, object, claimed, owned);
            return object.isEmpty();
        }
        if (value instanceof ArrayNode list && Structure.isGranularList(schema, value)) {
            dropItems(schema, list, claimed, owned);
            return list.isEmpty();
        }
        return false;
    }

    private static void dropItems(Schema schema, ArrayNode list, FieldSet claimed, FieldSet owned) {
        for (int i = list.size() - 1; i >= 0; i--) {
            PathElement element = Structure.element(schema, list.get(i)).orElse(null);
            FieldSet inner = element == null ? null : claimed.child(element);
            if (element == null || inner == null) {
                continue;
            }
            FieldSet owners = owned.child(element);
            if (owners != null && !owners.isEmpty()) {
                dropsInside(Structure.item(schema), list.get(i), inner, owners);
            } else if (inner.isMember()) {
                list.remove(i);
            } else {
                dropsInside(Structure.item(schema), list.get(i), inner, new FieldSet());
            }
        }
    }
}
