package dev.slipway.launcher.json;

import java.util.OptionalLong;

/**
 * A number, kept as it was written: QEMU sends unsigned 64-bit integers that no Java primitive holds.
 *
 * @param text the number as in RFC 8259 §6
 */
public record JsonNumber(String text) implements Json {
    public JsonNumber {
        if (!isNumber(text)) {
            throw new IllegalArgumentException("'" + text + "' is not a JSON number");
        }
    }

    /** Returns {@code value} as JSON. */
    public static JsonNumber of(long value) {
        return new JsonNumber(Long.toString(value));
    }

    /** Returns the value if it is an integer that fits into a long. */
    public OptionalLong asLong() {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns whether {@code text} follows {@code [minus] int [frac] [exp]}. */
    static boolean isNumber(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int integer = digits(text, at);
        if (integer == at || (text.charAt(at) == '0' && integer > at + 1)) {
            return false;
        }
        at = integer;
        if (at < text.length() && text.charAt(at) == '.') {
            int fraction = digits(text, at + 1);
            if (fraction == at + 1) {
                return false;
            }
            at = fraction;
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int sign = at + 1 < text.length() && "+-".indexOf(text.charAt(at + 1)) >= 0 ? 1 : 0;
            int exponent = digits(text, at + 1 + sign);
            if (exponent == at + 1 + sign) {
                return false;
            }
            at = exponent;
        }
        return at == text.length();
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    @Override
    public String toString() {
        return text;
    }
}
