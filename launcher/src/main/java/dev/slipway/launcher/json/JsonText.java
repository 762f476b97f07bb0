package dev.slipway.launcher.json;

/**
 * A string.
 *
 * @param value the characters without quotes and escapes
 */
public record JsonText(String value) implements Json {
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(value.length() + 2);
        JsonWriter.quote(value, out);
        return out.toString();
    }
}
