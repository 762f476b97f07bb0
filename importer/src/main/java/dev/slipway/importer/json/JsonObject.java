package dev.slipway.importer.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object whose fields keep their order. Values are strings, numbers, booleans, lists and objects; null is absence. */
public final class JsonObject {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Reads an object; throws {@link IllegalArgumentException} saying what is wrong and where. */
    public static JsonObject parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a JSON object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("text behind the JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getOriginalMessage() + " (column " + e.getLocation().getColumnNr() + ")", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = value(parser, parser.nextToken());
            if (value != null) {
                object.fields.put(name, value);
            }
        }
        return object;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    Object element = value(parser, parser.currentToken());
                    if (element != null) {
                        list.add(element);
                    }
                }
                yield Collections.unmodifiableList(list);
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Sets a field; an empty optional leaves it out. */
    public JsonObject put(String name, Object value) {
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(present -> fields.put(name, present));
        } else {
            fields.put(name, value);
        }
        return this;
    }

    /** Returns whether the field is there. */
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a string field; throws {@link IllegalArgumentException} if it is of another type. */
    public Optional<String> text(String name) {
        return field(name, String.class, "a string");
    }

    /** Returns a whole number; throws {@link IllegalArgumentException} if it is something else. */
    public Optional<Long> number(String name) {
        return field(name, Number.class, "a number").map(number -> {
            if (number instanceof Integer || number instanceof Long) {
                return number.longValue();
            }
            throw new IllegalArgumentException(name + " is not a whole number of at most 64 bits");
        });
    }

    /** Returns a boolean field; throws {@link IllegalArgumentException} if it is of another type. */
    public Optional<Boolean> truth(String name) {
        return field(name, Boolean.class, "true or false");
    }

    /** Returns an object field; throws {@link IllegalArgumentException} if it is of another type. */
    public Optional<JsonObject> object(String name) {
        return field(name, JsonObject.class, "an object");
    }

    /** Returns a list of strings, empty if absent; throws {@link IllegalArgumentException} if it is something else. */
    public List<String> texts(String name) {
        List<?> list = field(name, List.class, "a list").orElse(List.of());
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw new IllegalArgumentException(name + " is not a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Returns a list of objects, empty if absent; throws {@link IllegalArgumentException} if it is something else. */
    public List<JsonObject> objects(String name) {
        List<?> list = field(name, List.class, "a list").orElse(List.of());
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof JsonObject object)) {
                throw new IllegalArgumentException(name + " is not a list of objects");
            }
            objects.add(object);
        }
        return objects;
    }

    private <T> Optional<T> field(String name, Class<T> type, String words) {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is not " + words);
        }
        return Optional.of(type.cast(value));
    }

    /** Returns the object as text on one line. */
    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            write(generator, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        switch (value) {
            case JsonObject object -> {
                generator.writeStartObject();
                for (Map.Entry<String, Object> field : object.fields.entrySet()) {
                    generator.writeFieldName(field.getKey());
                    write(generator, field.getValue());
                }
                generator.writeEndObject();
            }
            case List<?> list -> {
                generator.writeStartArray();
                for (Object element : list) {
                    write(generator, element);
                }
                generator.writeEndArray();
            }
            case String string -> generator.writeString(string);
            case Boolean truth -> generator.writeBoolean(truth);
            case Double number -> generator.writeNumber(number);
            case Number number -> generator.writeNumber(number.longValue());
            default -> throw new IllegalStateException("not a JSON value: " + value.getClass());
        }
    }
}
