package dev.slipway.standalone.apiserver.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path into a JSON tree: {@code .a.b}, {@code ['a']}, {@code [0]}, {@code [-1]}, {@code [*]} and
 * {@code [?(@.type=="Ready")]}, with {@code \.} for a dot within a name.
 */
public final class JsonPath {
    private final List<Step> steps;

    private JsonPath(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a path as a CustomResourceDefinition has it, without braces.
     *
     * @throws IllegalArgumentException it is none; the message says where
     */
    public static JsonPath parse(String text) {
        return of(new JsonPathParser(text).steps());
    }

    static JsonPath of(List<Step> steps) {
        return new JsonPath(steps);
    }

    /** Returns every value at the path, none if there is nothing. */
    public List<JsonNode> find(JsonNode root) {
        List<JsonNode> found = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            found.forEach(node -> step.addFrom(node, next));
            found = next;
        }
        return found;
    }

    /** Returns the first value at the path. */
    public Optional<JsonNode> first(JsonNode root) {
        return find(root).stream().findFirst();
    }

    /** A move from one value to some of those within it. */
    sealed interface Step {
        void addFrom(JsonNode node, List<JsonNode> found);

        record Field(String name) implements Step {
            @Override
            public void addFrom(JsonNode node, List<JsonNode> found) {
                if (node.has(name)) {
                    found.add(node.get(name));
                }
            }
        }

        /** @param index from the end if negative */
        record Item(int index) implements Step {
            @Override
            public void addFrom(JsonNode node, List<JsonNode> found) {
                int place = index < 0 ? node.size() + index : index;
                if (node.isArray() && node.has(place)) {
                    found.add(node.get(place));
                }
            }
        }

        record Every() implements Step {
            @Override
            public void addFrom(JsonNode node, List<JsonNode> found) {
                node.forEach(found::add);
            }
        }

        /** Items where the value at a path compares so with a constant. */
        record Where(JsonPath path, Comparison comparison, Optional<JsonNode> constant) implements Step {
            @Override
            public void addFrom(JsonNode node, List<JsonNode> found) {
                for (JsonNode item : node) {
                    if (path.find(item).stream().anyMatch(value -> comparison.holds(value, constant))) {
                        found.add(item);
                    }
                }
            }
        }
    }

    /** How a filter compares. */
    enum Comparison {
        EXISTS,
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(JsonNode value, Optional<JsonNode> constant) {
            if (constant.isEmpty()) {
                return true;
            }
            JsonNode other = constant.get();
            if (value.isNumber() != other.isNumber()) {
                return this == NOT_EQUAL;
            }
            int order = value.isNumber()
                    ? value.decimalValue().compareTo(other.decimalValue())
                    : value.asText().compareTo(other.asText());
            return switch (this) {
                case EXISTS -> true;
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case LESS -> order < 0;
                case LESS_OR_EQUAL -> order <= 0;
                case GREATER -> order > 0;
                case GREATER_OR_EQUAL -> order >= 0;
            };
        }
    }
}
