package dev.slipway.launcher.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one value from text (RFC 8259). Depth and number of values are bounded, so hostile text costs little. */
public final class JsonReader {
    /** Deepest nesting of objects and arrays; QMP's schema needs 8. */
    public static final int MAX_DEPTH = 64;

    /** Most values in one text; the longest QMP reply in use has about 20,000. */
    public static final int MAX_VALUES = 100_000;

    private final String text;
    private int at;
    private int depth;
    private int values;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Returns the value that {@code text} is, with nothing but white space around it. */
    public static Json read(String text) throws JsonSyntaxException {
        JsonReader reader = new JsonReader(text);
        Json value = reader.value();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.wrong("nothing more was expected");
        }
        return value;
    }

    /** Returns the object that {@code text} is. */
    public static JsonObject readObject(String text) throws JsonSyntaxException {
        if (read(text) instanceof JsonObject object) {
            return object;
        }
        throw new JsonSyntaxException("JSON is not an object");
    }

    private Json value() throws JsonSyntaxException {
        skipSpace();
        if (++values > MAX_VALUES) {
            throw wrong("more than " + MAX_VALUES + " values");
        }
        return switch (peek()) {
            case '{' -> nested(this::object);
            case '[' -> nested(this::array);
            case '"' -> new JsonText(string());
            case 't' -> literal("true", new JsonBoolean(true));
            case 'f' -> literal("false", new JsonBoolean(false));
            case 'n' -> literal("null", new JsonNull());
            default -> number();
        };
    }

    private interface Rule {
        Json read() throws JsonSyntaxException;
    }

    private Json nested(Rule rule) throws JsonSyntaxException {
        if (++depth > MAX_DEPTH) {
            throw wrong("nested deeper than " + MAX_DEPTH);
        }
        at++;
        Json value = rule.read();
        depth--;
        return value;
    }

    private Json object() throws JsonSyntaxException {
        Map<String, Json> fields = new LinkedHashMap<>();
        if (next('}')) {
            return JsonObject.EMPTY;
        }
        do {
            skipSpace();
            if (peek() != '"') {
                throw wrong("a name was expected");
            }
            String name = string();
            require(':');
            if (fields.put(name, value()) != null) {
                throw wrong("the name is there twice");
            }
        } while (next(','));
        require('}');
        return new JsonObject(fields);
    }

    private Json array() throws JsonSyntaxException {
        List<Json> items = new ArrayList<>();
        if (next(']')) {
            return new JsonArray(items);
        }
        do {
            items.add(value());
        } while (next(','));
        require(']');
        return new JsonArray(items);
    }

    private String string() throws JsonSyntaxException {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\' && text.charAt(at) >= 0x20) {
            at++;
        }
        if (peek() == '"') {
            return text.substring(start, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(start, at));
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
        at++;
        return out.toString();
    }

    private char escaped() throws JsonSyntaxException {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> throw wrong("unknown escape");
        };
    }

    private char hexadecimal() throws JsonSyntaxException {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0 || peek() > 'f') {
                throw wrong("four hexadecimal digits were expected");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    private Json literal(String word, Json value) throws JsonSyntaxException {
        if (!text.startsWith(word, at)) {
            throw wrong("a value was expected");
        }
        at += word.length();
        return value;
    }

    private Json number() throws JsonSyntaxException {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!JsonNumber.isNumber(digits)) {
            throw wrong("a value was expected");
        }
        return new JsonNumber(digits);
    }

    private boolean next(char c) {
        skipSpace();
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void require(char c) throws JsonSyntaxException {
        if (!next(c)) {
            throw wrong("'" + c + "' was expected");
        }
    }

    private char peek() throws JsonSyntaxException {
        if (at >= text.length()) {
            throw wrong("more was expected");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonSyntaxException wrong(String why) {
        return new JsonSyntaxException("JSON is wrong at character " + at + ": " + why);
    }
}
