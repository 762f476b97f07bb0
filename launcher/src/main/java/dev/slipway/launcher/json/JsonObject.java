package dev.slipway.launcher.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Named values. Equality ignores the order of the names, writing keeps it.
 *
 * @param fields the values by name
 */
public record JsonObject(Map<String, Json> fields) implements Json {
    /** The object without fields. */
    public static final JsonObject EMPTY = new JsonObject(Map.of());

    public JsonObject {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Returns this object with one field more, or another value in it. */
    public JsonObject with(String name, Json value) {
        Map<String, Json> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new JsonObject(more);
    }

    /** Returns {@link #with(String, Json)} of a text. */
    public JsonObject with(String name, String value) {
        return with(name, new JsonText(value));
    }

    /** Returns {@link #with(String, Json)} of an integer. */
    public JsonObject with(String name, long value) {
        return with(name, JsonNumber.of(value));
    }

    /** Returns {@link #with(String, Json)} of a truth value. */
    public JsonObject with(String name, boolean value) {
        return with(name, new JsonBoolean(value));
    }

    /** Returns {@link #with(String, Json)} if there is a value, else this. */
    public JsonObject withOptional(String name, Optional<? extends Json> value) {
        return value.isPresent() ? with(name, value.get()) : this;
    }

    /** Returns the value of a field; empty if it is absent or {@code null}. */
    public Optional<Json> get(String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !(value instanceof JsonNull));
    }

    /** Returns a field that is a string. */
    public Optional<String> text(String name) {
        return get(name).filter(JsonText.class::isInstance).map(value -> ((JsonText) value).value());
    }

    /** Returns a field that is an integer of at most 64 bits. */
    public OptionalLong number(String name) {
        return fields.get(name) instanceof JsonNumber value ? value.asLong() : OptionalLong.empty();
    }

    /** Returns whether a field is {@code true}. */
    public boolean isTrue(String name) {
        return fields.get(name) instanceof JsonBoolean value && value.value();
    }

    /** Returns a field that is an object. */
    public Optional<JsonObject> object(String name) {
        return get(name).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    /** Returns the items of a field that is a list; empty if it is none. */
    public List<Json> items(String name) {
        return fields.get(name) instanceof JsonArray value ? value.items() : List.of();
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
