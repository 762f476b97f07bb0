package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A column of a table and how its cells are made.
 *
 * @param name heading
 * @param type OpenAPI type
 * @param format {@code name} for the column of names, else empty
 * @param description may be empty
 * @param priority greater than 0: only with {@code -o wide}
 * @param cell what it shows
 */
record Column(String name, String type, String format, String description, int priority, Cell cell) {

    /** Makes a cell from an object at a point in time. */
    @FunctionalInterface
    interface Cell {
        JsonNode of(JsonNode object, Instant now);
    }

    static Column ofName() {
        return ofName(object -> object.at("/metadata/name").asText());
    }

    static Column ofName(Function<JsonNode, String> cell) {
        Cell text = (object, now) -> TextNode.valueOf(cell.apply(object));
        return new Column("Name", "string", "name", "Name must be unique within a namespace.", 0, text);
    }

    static Column age() {
        return text("Age", (object, now) -> since(object.at("/metadata/creationTimestamp"), now));
    }

    static Column text(String name, Function<JsonNode, String> cell) {
        return text(name, (object, now) -> cell.apply(object));
    }

    static Column text(String name, TimedText cell) {
        return new Column(name, "string", "", "", 0, (object, now) -> TextNode.valueOf(cell.of(object, now)));
    }

    /** Makes the text of a cell that depends on the time. */
    @FunctionalInterface
    interface TimedText {
        String of(JsonNode object, Instant now);
    }

    /** Shows the text at a JSON pointer, or a substitute. */
    static Column at(String name, String pointer, String absent) {
        return text(name, object -> textAt(object, pointer, absent));
    }

    static Column number(String name, ToLongFunction<JsonNode> cell) {
        return new Column(name, "integer", "", "", 0, (object, now) -> LongNode.valueOf(cell.applyAsLong(object)));
    }

    static Column flag(String name, String pointer, boolean absent) {
        return new Column(
                name,
                "boolean",
                "",
                "",
                0,
                (object, now) -> BooleanNode.valueOf(object.at(pointer).asBoolean(absent)));
    }

    Column wide() {
        return new Column(name, type, format, description, 1, cell);
    }

    static String textAt(JsonNode object, String pointer, String absent) {
        String text = object.at(pointer).asText("");
        return text.isEmpty() ? absent : text;
    }

    /** Returns how long ago a time was, in kubectl's words. */
    static String since(JsonNode time, Instant now) {
        try {
            return time.isTextual()
                    ? HumanDuration.of(Duration.between(Instant.parse(time.asText()), now))
                    : "<unknown>";
        } catch (DateTimeException e) {
            return "<invalid>";
        }
    }
}
