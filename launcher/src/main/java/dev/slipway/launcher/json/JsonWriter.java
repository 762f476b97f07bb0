package dev.slipway.launcher.json;

import java.util.Map;

/** Writes values as text on one line: no control character is left unescaped. */
final class JsonWriter {
    private JsonWriter() {}

    static String write(Json value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Json value, StringBuilder out) {
        switch (value) {
            case JsonText text -> quote(text.value(), out);
            case JsonArray array -> writeItems(array, out);
            case JsonObject object -> writeFields(object, out);
            case JsonNull nothing -> out.append(nothing);
            case JsonBoolean truth -> out.append(truth.value());
            case JsonNumber number -> out.append(number.text());
        }
    }

    private static void writeItems(JsonArray array, StringBuilder out) {
        String separator = "[";
        for (Json item : array.items()) {
            out.append(separator);
            write(item, out);
            separator = ",";
        }
        out.append(array.items().isEmpty() ? "[]" : "]");
    }

    private static void writeFields(JsonObject object, StringBuilder out) {
        String separator = "{";
        for (Map.Entry<String, Json> field : object.fields().entrySet()) {
            out.append(separator);
            quote(field.getKey(), out);
            out.append(':');
            write(field.getValue(), out);
            separator = ",";
        }
        out.append(object.fields().isEmpty() ? "{}" : "}");
    }

    static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            }
        }
    }
}
