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

    @Override
    public String toString() {
        return JsonWriter.write(this);
    }
}
