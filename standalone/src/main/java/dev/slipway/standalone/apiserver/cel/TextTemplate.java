package dev.slipway.standalone.apiserver.cel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.UnsignedLong;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Texts with places for values, as {@code "%s: %d".format([a, b])} writes them. */
final class TextTemplate {
    private static final Pattern PLACE = Pattern.compile("%(?:(%)|(?:\\.([0-9]{1,3}))?(.?))", Pattern.DOTALL);
    private static final int USUAL_PRECISION = 6;
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    private TextTemplate() {}

    static String fill(String template, List<?> values) throws CelEvaluationException {
        StringBuilder text = new StringBuilder();
        Matcher place = PLACE.matcher(template);
        int next = 0;
        int end = 0;
        while (place.find()) {
            text.append(template.substring(end, place.start()));
            end = place.end();
            if (place.group(1) != null) {
                text.append('%');
                continue;
            }
            if (next >= values.size()) {
                throw new CelEvaluationException("index " + next + " out of range");
            }
            int precision = place.group(2) == null ? USUAL_PRECISION : Integer.parseInt(place.group(2));
            text.append(clause(place.group(3), precision, values.get(next)));
            next++;
        }
        if (next < values.size()) {
            throw new CelEvaluationException(
                    "too many arguments supplied to string.format (expected " + next + ", got " + values.size() + ")");
        }
        return text.append(template, end, template.length()).toString();
    }

    private static String clause(String verb, int precision, Object value) throws CelEvaluationException {
        return switch (verb) {
            case "s" -> text(value);
            case "d" -> decimal(value);
            case "f" -> number(value, "fixed-point").map(number -> fixed(number, precision));
            case "e" -> number(value, "scientific").map(number -> scientific(number, precision));
            case "b" -> value instanceof Boolean flag ? (flag ? "1" : "0") : whole(value, "binary", 2);
            case "o" -> whole(value, "octal", 8);
            case "x" -> hexadecimal(value);
            case "X" -> hexadecimal(value).toUpperCase(Locale.ROOT);
            default ->
                throw new CelEvaluationException(
                        verb.isEmpty()
                                ? "unexpected end of string"
                                : "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
        };
    }

    private record Real(double value) {
        String map(java.util.function.DoubleFunction<String> format) {
            if (Double.isNaN(value)) {
                return "NaN";
            }
            return Double.isInfinite(value) ? (value > 0 ? "∞" : "-∞") : format.apply(value);
        }
    }

    private static Real number(Object value, String clause) throws CelEvaluationException {
        if (value instanceof Double number) {
            return new Real(number);
        }
        if (value instanceof String text
                && List.of("NaN", "Infinity", "-Infinity").contains(text)) {
            return new Real(Double.parseDouble(text));
        }
        throw new CelEvaluationException("error during formatting: " + clause
                + " clause can only be used on doubles, was given " + typeName(value));
    }

    private static String fixed(double number, int precision) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.US));
        format.setMinimumFractionDigits(precision);
        format.setMaximumFractionDigits(precision);
        return format.format(number);
    }

    private static String scientific(double number, int precision) {
        String plain = String.format(Locale.US, "%." + precision + "e", number);
        int exponent = plain.indexOf('e');
        String raised = plain.substring(exponent + 1)
                .chars()
                .mapToObj(character -> switch (character) {
                    case '+' -> "";
                    case '-' -> "⁻";
                    default -> String.valueOf(RAISED.charAt(character - '0'));
                })
                .collect(Collectors.joining());
        return plain.substring(0, exponent) + "\u202f×\u202f10" + raised;
    }

    private static String decimal(Object value) throws CelEvaluationException {
        if (value instanceof Long || value instanceof UnsignedLong) {
            return value.toString();
        }
        if (value instanceof Double number) {
            return text(number);
        }
        throw new CelEvaluationException(
                "error during formatting: decimal clause can only be used on integers, was given " + typeName(value));
    }

    private static String whole(Object value, String clause, int radix) throws CelEvaluationException {
        if (value instanceof Long number) {
            return Long.toString(number, radix);
        }
        if (value instanceof UnsignedLong number) {
            return number.toString(radix);
        }
        throw new CelEvaluationException("error during formatting: " + clause + " clause can only be used on integers"
                + (radix == 2 ? " and bools" : "") + ", was given " + typeName(value));
    }

    private static String hexadecimal(Object value) throws CelEvaluationException {
        if (value instanceof String text) {
            return HexFormat.of().formatHex(text.getBytes(UTF_8));
        }
        if (value instanceof CelByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        return value instanceof Long number
                ? new BigInteger(Long.toString(number)).toString(16)
                : whole(value, "hex", 16);
    }

    private static String text(Object value) throws CelEvaluationException {
        return switch (value) {
            case String text -> text;
            case Boolean flag -> flag.toString();
            case NullValue _ -> "null";
            case com.google.protobuf.NullValue _ -> "null";
            case CelByteString bytes -> new String(bytes.toByteArray(), UTF_8);
            case Double number ->
                new Real(number)
                        .map(finite ->
                                BigDecimal.valueOf(finite).stripTrailingZeros().toPlainString());
            case Long number -> number.toString();
            case UnsignedLong number -> number.toString();
            case Duration duration -> seconds(duration);
            case Timestamp timestamp ->
                Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos())
                        .toString();
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default ->
                throw new CelEvaluationException(
                        "error during formatting: string clause can only be used on strings, bools, bytes, ints,"
                                + " doubles, maps, lists, types, durations, and timestamps, was given "
                                + typeName(value));
        };
    }

    private static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNanos(), 9))
                        .stripTrailingZeros()
                        .toPlainString()
                + "s";
    }

    private static String list(List<?> list) throws CelEvaluationException {
        StringBuilder text = new StringBuilder("[");
        for (Object item : list) {
            text.append(text.length() == 1 ? "" : ", ").append(text(item));
        }
        return text.append(']').toString();
    }

    private static String map(Map<?, ?> map) throws CelEvaluationException {
        java.util.SortedMap<String, String> entries = new java.util.TreeMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            entries.put(text(entry.getKey()), text(entry.getValue()));
        }
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String typeName(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case UnsignedLong _ -> "uint";
            case Double _ -> "double";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            case NullValue _ -> "null_type";
            case com.google.protobuf.NullValue _ -> "null_type";
            default -> value.getClass().getSimpleName();
        };
    }
}
