package dev.slipway.machine.expand;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A part of an object, by its path. Absent parts are made when something is put there. */
final class Tree {
    static final ObjectMapper JSON = new ObjectMapper();

    private Tree() {}

    /** Whether there is a value that is not null. */
    static boolean has(JsonNode node, String... path) {
        JsonNode value = get(node, path);
        return !value.isMissingNode() && !value.isNull();
    }

    /** Whether there is a value other than null, 0, false and empty text, the empty values of Kubernetes' types. */
    static boolean hasContent(JsonNode node, String... path) {
        JsonNode value = get(node, path);
        boolean empty = value.isMissingNode()
                || value.isNull()
                || value.isTextual() && value.asText().isEmpty()
                || value.isNumber() && value.decimalValue().signum() == 0
                || value.isBoolean() && !value.asBoolean();
        return !empty;
    }

    static JsonNode get(JsonNode node, String... path) {
        JsonNode value = node;
        for (String step : path) {
            value = value.path(step);
        }
        return value;
    }

    static ObjectNode object(ObjectNode node, String... path) {
        ObjectNode place = node;
        for (String step : path) {
            place = place.path(step) instanceof ObjectNode there ? there : place.putObject(step);
        }
        return place;
    }

    /** Puts {@code value} there if it is a value and nothing is there yet. */
    static void fill(ObjectNode node, String field, JsonNode value) {
        if (has(value) && !hasContent(node, field)) {
            node.set(field, value.deepCopy());
        }
    }

    /** Puts {@code value} there if it is a value and the field is absent. */
    static void fillAbsent(ObjectNode node, String field, JsonNode value) {
        if (has(value) && !has(node, field)) {
            node.set(field, value.deepCopy());
        }
    }
}
