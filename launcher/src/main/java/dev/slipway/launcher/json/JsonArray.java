package dev.slipway.launcher.json;

import java.util.List;

/**
 * A list of values.
 *
 * @param items the values in their order
 */
public record JsonArray(List<Json> items) implements Json {
    public JsonArray {
        items = List.copyOf(items);
    }

    /** Returns the list of these texts. */
    public static JsonArray of(List<String> texts) {
        return new JsonArray(texts.stream().<Json>map(JsonText::new).toList());
    }

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
