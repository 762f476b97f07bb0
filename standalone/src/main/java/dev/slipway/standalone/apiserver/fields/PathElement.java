package dev.slipway.standalone.apiserver.fields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One step from a value into it, as {@code FieldsV1} writes it. */
sealed interface PathElement extends Comparable<PathElement> {
    /** Returns the key in {@code FieldsV1}, e.g. {@code f:spec}. */
    String text();

    /** Returns the step as paths in messages show it, e.g. {@code .spec}. */
    String shown();

    @Override
    default int compareTo(PathElement other) {
        int order = Integer.compare(rank(this), rank(other));
        return order != 0 ? order : text().compareTo(other.text());
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field _ -> 0;
            case Item _ -> 1;
            case Value _ -> 2;
        };
    }

    /** A field of an object. */
    record Field(String name) implements PathElement {
        @Override
        public String text() {
            return "f:" + name;
        }

        @Override
        public String shown() {
            return "." + name;
        }
    }

    /** An item of a map list, named by its keys. */
    record Item(String keys) implements PathElement {
        static Item of(Map<String, JsonNode> keys) {
            ObjectNode json = Json.object();
            keys.forEach(json::set);
            return new Item(json.toString());
        }

        @Override
        public String text() {
            return "k:" + keys;
        }

        @Override
        public String shown() {
            try {
                return Json.parse(keys.getBytes(StandardCharsets.UTF_8)).properties().stream()
                        .map(key -> key.getKey() + "=" + key.getValue())
                        .collect(Collectors.joining(",", "[", "]"));
            } catch (IOException _) {
                return "[" + keys + "]";
            }
        }
    }

    /** An item of a set list. */
    record Value(String json) implements PathElement {
        static Value of(JsonNode value) {
            return new Value(value.toString());
        }

        @Override
        public String text() {
            return "v:" + json;
        }

        @Override
        public String shown() {
            return "[=" + json + "]";
        }
    }

    /** Reads a key of {@code FieldsV1}; an unknown kind of step gives nothing. */
    static Optional<PathElement> parse(String text) {
        if (text.startsWith("f:")) {
            return Optional.of(new Field(text.substring(2)));
        }
        if (text.startsWith("v:")) {
            return Optional.of(new Value(canonical(text.substring(2))));
        }
        return text.startsWith("k:") ? Optional.of(new Item(canonical(text.substring(2)))) : Optional.empty();
    }

    private static String canonical(String json) {
        try {
            JsonNode parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8));
            if (parsed instanceof ObjectNode object) {
                ObjectNode sorted = Json.object();
                object.properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .forEach(key -> sorted.set(key.getKey(), key.getValue()));
                return sorted.toString();
            }
            return parsed.toString();
        } catch (IOException _) {
            return json;
        }
    }
}
