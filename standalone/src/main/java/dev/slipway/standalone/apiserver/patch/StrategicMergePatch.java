package dev.slipway.standalone.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.schema.Schema;
import dev.slipway.standalone.apiserver.schema.Schema.PatchMarks;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Strategic merge patch: a merge patch that merges lists by their keys, with {@code $} directives. */
public final class StrategicMergePatch {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMergePatch() {}

    /** Returns the patched object; the target may be changed and reused. */
    public static JsonNode apply(Schema schema, JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw Problem.badRequest(
                            "error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}")
                    .exception();
        }
        return object(schema, target instanceof ObjectNode object ? object : Json.object(), changes);
    }

    private static ObjectNode object(Schema schema, ObjectNode target, ObjectNode patch) {
        String directive = patch.path(DIRECTIVE).asText("merge");
        if (directive.equals("replace")) {
            ObjectNode replacement = patch.deepCopy();
            replacement.remove(DIRECTIVE);
            return replacement;
        }
        if (directive.equals("delete")) {
            return Json.object();
        }
        if (patch.path(RETAIN_KEYS).isArray()) {
            Set<String> kept = new HashSet<>();
            patch.path(RETAIN_KEYS).forEach(key -> kept.add(key.asText()));
            target.retain(kept);
        }
        ObjectNode before = target.deepCopy();
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            String name = change.getKey();
            if (name.startsWith(DELETE_PRIMITIVES)) {
                removePrimitives(target, name.substring(DELETE_PRIMITIVES.length()), change.getValue());
            } else if (!name.startsWith("$")) {
                field(schema.field(name).orElse(Schema.ANYTHING), target, name, change.getValue());
            }
        }
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            if (change.getKey().startsWith(ORDER)) {
                String name = change.getKey().substring(ORDER.length());
                if (target.get(name) instanceof ArrayNode list) {
                    Optional<String> key = mergeKey(schema.field(name).orElse(Schema.ANYTHING));
                    target.set(name, ListOrder.arrange(key, list, change.getValue(), before.path(name)));
                }
            }
        }
        return target;
    }

    private static void field(Schema schema, ObjectNode target, String name, JsonNode change) {
        if (change.isNull()) {
            target.remove(name);
            return;
        }
        JsonNode present = target.path(name);
        if (change instanceof ObjectNode object) {
            boolean replace = schema.patch()
                    .filter(marks -> marks.strategies().contains("replace"))
                    .isPresent();
            target.set(
                    name, object(schema, present instanceof ObjectNode old && !replace ? old : Json.object(), object));
        } else if (change instanceof ArrayNode list && merges(schema)) {
            target.set(
                    name, list(schema, present instanceof ArrayNode old ? old : Json.MAPPER.createArrayNode(), list));
        } else {
            target.set(name, change);
        }
    }

    private static boolean merges(Schema schema) {
        return schema.patch()
                .filter(marks -> marks.strategies().contains("merge"))
                .isPresent();
    }

    private static Optional<String> mergeKey(Schema schema) {
        return schema.patch().flatMap(PatchMarks::mergeKey);
    }

    private static ArrayNode list(Schema schema, ArrayNode target, ArrayNode patch) {
        ArrayNode before = target.deepCopy();
        return ListOrder.arrange(mergeKey(schema), merged(schema, target, patch), patch, before);
    }

    private static ArrayNode merged(Schema schema, ArrayNode target, ArrayNode patch) {
        Optional<String> key = mergeKey(schema);
        if (key.isEmpty()) {
            for (JsonNode value : patch) {
                if (indexOf(target, value) < 0) {
                    target.add(value);
                }
            }
            return target;
        }
        Schema itemSchema = schema.items().orElse(Schema.ANYTHING);
        for (JsonNode change : patch) {
            if (change.path(DIRECTIVE).asText("").equals("replace") && !change.has(key.get())) {
                return replacement(patch);
            }
            if (!(change instanceof ObjectNode object)) {
                throw Problem.rejected().exception();
            }
            item(itemSchema, target, key.get(), object);
        }
        return target;
    }

    private static ArrayNode replacement(ArrayNode patch) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        patch.forEach(item -> {
            if (!item.has(DIRECTIVE)) {
                list.add(item);
            }
        });
        return list;
    }

    private static void item(Schema schema, ArrayNode target, String key, ObjectNode change) {
        JsonNode wanted = change.path(key);
        if (wanted.isMissingNode()) {
            throw Problem.badRequest("map: %s does not contain declared merge key: %s".formatted(change, key))
                    .exception();
        }
        boolean delete = change.path(DIRECTIVE).asText("").equals("delete");
        boolean found = false;
        for (int i = target.size() - 1; i >= 0; i--) {
            if (Json.equal(target.get(i).path(key), wanted)) {
                found = true;
                if (delete) {
                    target.remove(i);
                } else if (target.get(i) instanceof ObjectNode old) {
                    target.set(i, object(schema, old, change));
                }
            }
        }
        if (!found && !delete) {
            target.add(object(schema, Json.object(), change));
        }
    }

    private static void removePrimitives(ObjectNode target, String field, JsonNode values) {
        if (target.get(field) instanceof ArrayNode list) {
            for (JsonNode value : values) {
                for (int i = indexOf(list, value); i >= 0; i = indexOf(list, value)) {
                    list.remove(i);
                }
            }
        }
    }

    private static int indexOf(ArrayNode list, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (Json.equal(list.get(i), value)) {
                return i;
            }
        }
        return -1;
    }
}
