package dev.slipway.portal.machines;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A place at which two objects differ.
 *
 * @param path path of the place, such as {@code spec.template.spec.domain.cpu.cores}
 * @param before value in the first; empty if it has none
 * @param after value in the second; empty if it has none
 */
public record Difference(String path, String before, String after) {
    private static final int LONGEST_VALUE = 120;

    /** Lists the differences of two objects, by path. Lists of equal length are compared item by item. */
    static List<Difference> between(JsonNode before, JsonNode after) {
        List<Difference> differences = new ArrayList<>();
        compare("", before, after, differences);
        return List.copyOf(differences);
    }

    /** Returns the JSON merge patch (RFC 7396) that turns the first into the second. */
    static ObjectNode mergePatch(ObjectNode before, ObjectNode after) {
        ObjectNode patch = before.objectNode();
        for (String field : fields(before, after)) {
            JsonNode old = before.get(field);
            JsonNode fresh = after.get(field);
            if (fresh == null) {
                patch.putNull(field);
            } else if (old instanceof ObjectNode oldObject && fresh instanceof ObjectNode freshObject) {
                ObjectNode inner = mergePatch(oldObject, freshObject);
                if (!inner.isEmpty()) {
                    patch.set(field, inner);
                }
            } else if (!fresh.equals(old)) {
                patch.set(field, fresh);
            }
        }
        return patch;
    }

    /** Applies a JSON merge patch (RFC 7396) to a copy of an object. */
    static ObjectNode merged(ObjectNode object, ObjectNode patch) {
        ObjectNode result = object.deepCopy();
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                result.remove(entry.getKey());
            } else if (value instanceof ObjectNode inner && result.get(entry.getKey()) instanceof ObjectNode known) {
                result.set(entry.getKey(), merged(known, inner));
            } else {
                result.set(entry.getKey(), value);
            }
        });
        return result;
    }

    private static void compare(String path, JsonNode before, JsonNode after, List<Difference> into) {
        if (before instanceof ObjectNode first && after instanceof ObjectNode second) {
            for (String field : fields(first, second)) {
                compare(path.isEmpty() ? field : path + "." + field, first.path(field), second.path(field), into);
            }
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (int item = 0; item < before.size(); item++) {
                compare(path + "[" + item + "]", before.get(item), after.get(item), into);
            }
        } else if (!before.equals(after)) {
            into.add(new Difference(path, shown(before), shown(after)));
        }
    }

    private static TreeSet<String> fields(ObjectNode before, ObjectNode after) {
        TreeSet<String> fields = new TreeSet<>();
        before.fieldNames().forEachRemaining(fields::add);
        after.fieldNames().forEachRemaining(fields::add);
        return fields;
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "" : value.isTextual() ? value.asText() : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    }
}
