package dev.slipway.standalone.apiserver.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values as rules see them: numbers and texts of the type that the schema says, fields under names that CEL can write. */
final class RuleValue {
    /** Words of CEL that are no field names. */
    private static final List<String> RESERVED = List.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");

    private static final Pattern DURATION_PARTS = Pattern.compile("([0-9.]+)(h|ms|m|s|us|µs|ns)");

    private RuleValue() {}

    static Object of(Schema schema, JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> object(schema, value);
            case ARRAY -> list(schema, value);
            case STRING -> text(schema, value.asText());
            case BOOLEAN -> value.asBoolean();
            case NUMBER -> number(schema, value);
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Object number(Schema schema, JsonNode value) {
        if (schema.type() == Schema.Type.NUMBER || !value.isIntegralNumber()) {
            return value.asDouble();
        }
        return value.asLong();
    }

    private static Map<String, Object> object(Schema schema, JsonNode value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        value.properties().forEach(field -> {
            boolean named = schema.properties().containsKey(field.getKey());
            Optional<Schema> known = schema.field(field.getKey());
            if (known.isPresent() || schema.preservesUnknown()) {
                fields.put(
                        named ? escaped(field.getKey()) : field.getKey(),
                        of(known.orElse(Schema.ANYTHING), field.getValue()));
            }
        });
        return fields;
    }

    /** Returns the name of a field in rules. Source: Kubernetes, {@code apiserver/pkg/cel/escaping.go}. */
    static String escaped(String name) {
        return RESERVED.contains(name)
                ? "__" + name + "__"
                : name.replace("__", "__underscores__")
                        .replace(".", "__dot__")
                        .replace("-", "__dash__")
                        .replace("/", "__slash__");
    }

    private static List<Object> list(Schema schema, JsonNode value) {
        List<Object> items = new ArrayList<>();
        value.forEach(item -> items.add(of(schema.items().orElse(Schema.ANYTHING), item)));
        return items;
    }

    private static Object text(Schema schema, String text) {
        String format = schema.constraints().format().orElse("");
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "date" -> Instant.parse(text + "T00:00:00Z");
                case "duration" -> duration(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text));
                default -> text;
            };
        } catch (DateTimeParseException | IllegalArgumentException _) {
            return text; // what is wrong with it the format check has said
        }
    }

    /** Go's durations, e.g. {@code 1h30m}. */
    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        var parts = DURATION_PARTS.matcher(text);
        while (parts.find()) {
            double amount = Double.parseDouble(parts.group(1));
            sum = sum.plusNanos(Math.round(amount
                    * switch (parts.group(2)) {
                        case "h" -> 3.6e12;
                        case "m" -> 6e10;
                        case "s" -> 1e9;
                        case "ms" -> 1e6;
                        case "ns" -> 1;
                        default -> 1e3;
                    }));
        }
        return text.startsWith("-") ? sum.negated() : sum;
    }
}
