package dev.slipway.machine.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places in a template where a parameter's value comes: <code>${NAME}</code> anywhere in a text, and <code>${{NAME}}</code>
 * alone for a value that is no text. Source: virt-template v0.2.0, {@code template/visit.go}.
 */
final class ParameterReferences {
    private static final Pattern IN_TEXT = Pattern.compile("\\$\\{([a-zA-Z0-9_]+)}");
    private static final Pattern ALONE = Pattern.compile("\\$\\{\\{([a-zA-Z0-9_]+)}}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ParameterReferences() {}

    /** Returns whether a text names a parameter. */
    static boolean isIn(String text) {
        return IN_TEXT.matcher(text).find();
    }

    /** Adds the names of the parameters that a tree names, as values and as keys. */
    static void collect(JsonNode node, Set<String> names) {
        switch (node) {
            case TextNode text -> collect(text.asText(), names);
            case ObjectNode object ->
                object.properties().forEach(field -> {
                    collect(field.getKey(), names);
                    collect(field.getValue(), names);
                });
            case ArrayNode list -> list.forEach(item -> collect(item, names));
            default -> {}
        }
    }

    /** Adds the names of the parameters that a text names. */
    static void collect(String text, Set<String> names) {
        Matcher alone = ALONE.matcher(text);
        if (alone.matches()) {
            names.add(alone.group(1));
        }
        Matcher inText = IN_TEXT.matcher(text);
        while (inText.find()) {
            names.add(inText.group(1));
        }
    }

    /**
     * Returns the tree with values in the places; all parameters that it names must be there.
     *
     * @throws IllegalArgumentException if a value cannot stand where it should
     */
    static JsonNode filled(JsonNode node, Map<String, String> values) {
        return switch (node) {
            case TextNode text -> value(text.asText(), values);
            case ObjectNode object -> {
                ObjectNode filled = JsonNodeFactory.instance.objectNode();
                for (Map.Entry<String, JsonNode> field : object.properties()) {
                    JsonNode key = value(field.getKey(), values);
                    if (!key.isTextual()) {
                        throw new IllegalArgumentException(
                                "the key " + field.getKey() + " would become " + key + ", which is no text");
                    }
                    filled.set(key.asText(), filled(field.getValue(), values));
                }
                yield filled;
            }
            case ArrayNode list -> {
                ArrayNode filled = JsonNodeFactory.instance.arrayNode();
                list.forEach(item -> filled.add(filled(item, values)));
                yield filled;
            }
            default -> node;
        };
    }

    /** Returns the text with values in the places. */
    static String text(String text, Map<String, String> values) {
        return IN_TEXT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "")));
    }

    private static JsonNode value(String text, Map<String, String> values) {
        Matcher alone = ALONE.matcher(text);
        if (!alone.matches()) {
            return TextNode.valueOf(text(text, values));
        }
        String value = values.getOrDefault(alone.group(1), "");
        JsonNode parsed;
        try {
            parsed = JSON.readTree(value);
        } catch (JsonProcessingException _) {
            // A text without quotes is a text.
            return TextNode.valueOf(value);
        }
        if (parsed.isMissingNode()) {
            return TextNode.valueOf(value);
        }
        if (parsed.isNull()) {
            throw new IllegalArgumentException("the value of parameter " + alone.group(1) + " is null");
        }
        return parsed;
    }

    /** Returns an empty set that keeps names in order. */
    static Set<String> names() {
        return new TreeSet<>();
    }
}
