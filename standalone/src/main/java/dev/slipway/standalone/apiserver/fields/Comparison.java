package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.schema.Schema;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What differs between two states of an object.
 *
 * @param added only in the second
 * @param modified in both, with other values
 * @param removed only in the first
 */
record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {
    static Comparison of(Schema schema, JsonNode before, JsonNode after) {
        Comparison comparison = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        Place root = new Place(comparison.added, comparison.modified, comparison.removed);
        root.fields(schema, before, after);
        return comparison;
    }

    Comparison without(FieldSet ignored) {
        return new Comparison(added.without(ignored), modified.without(ignored), removed.without(ignored));
    }

    FieldSet changed() {
        return added.union(modified);
    }

    /** The same path in the three sets. */
    private record Place(FieldSet added, FieldSet modified, FieldSet removed) {
        void compare(PathElement element, Schema schema, JsonNode before, JsonNode after) {
            boolean leaf = isLeaf(schema, before) && isLeaf(schema, after);
            boolean bothEmpty = isAbsentOrEmpty(before) && isAbsentOrEmpty(after);
            if (leaf || bothEmpty || !sameShape(before, after)) {
                mark(element, before, after);
                return;
            }
            if (before.isMissingNode()) {
                added.insert(element);
            } else if (after.isMissingNode()) {
                removed.insert(element);
            }
            Place inner = new Place(added.descend(element), modified.descend(element), removed.descend(element));
            if (before.isObject() || after.isObject()) {
                inner.fields(schema, before, after);
            } else {
                inner.items(schema, before, after);
            }
        }

        private void mark(PathElement element, JsonNode before, JsonNode after) {
            if (before.isMissingNode()) {
                added.insert(element);
            } else if (after.isMissingNode()) {
                removed.insert(element);
            } else if (!Json.equal(before, after)) {
                modified.insert(element);
            }
        }

        void fields(Schema schema, JsonNode before, JsonNode after) {
            Set<String> names = new LinkedHashSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                compare(
                        new PathElement.Field(name),
                        Structure.field(schema, name),
                        before.path(name),
                        after.path(name));
            }
        }

        void items(Schema schema, JsonNode before, JsonNode after) {
            Map<PathElement, JsonNode> old = Structure.items(schema, before);
            Map<PathElement, JsonNode> young = Structure.items(schema, after);
            Map<PathElement, JsonNode> all = new LinkedHashMap<>(old);
            young.forEach(all::putIfAbsent);
            for (PathElement element : all.keySet()) {
                compare(
                        element,
                        Structure.item(schema),
                        old.getOrDefault(element, MissingNode.getInstance()),
                        young.getOrDefault(element, MissingNode.getInstance()));
            }
        }

        private static boolean isLeaf(Schema schema, JsonNode value) {
            return !Structure.isGranularObject(schema, value) && !Structure.isGranularList(schema, value);
        }

        private static boolean isAbsentOrEmpty(JsonNode value) {
            return value.isMissingNode() || value.isNull() || (value.isContainerNode() && value.isEmpty());
        }

        private static boolean sameShape(JsonNode before, JsonNode after) {
            return before.isMissingNode() || after.isMissingNode() || before.getNodeType() == after.getNodeType();
        }
    }
}
