package dev.slipway.machine.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds where an object is not of its type. KubeVirt looks here first and, if anything is wrong, at nothing else. Source:
 * KubeVirt v1.9.0, {@code pkg/util/openapi}.
 */
public final class TypeCheck {
    private static final Pattern AMOUNT =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\\d+)?");

    private static final Pattern SPAN = Pattern.compile("[+-]?(0|((\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h))+)");

    /** The metadata of an object inside another one, as far as it must be readable. */
    private static final Shape.Struct METADATA = new Shape.Struct(
            "ObjectMeta",
            Map.of(
                    "name", optional(new Shape.Text(Set.of())),
                    "generateName", optional(new Shape.Text(Set.of())),
                    "namespace", optional(new Shape.Text(Set.of())),
                    "uid", optional(new Shape.Text(Set.of())),
                    "resourceVersion", optional(new Shape.Text(Set.of())),
                    "labels", optional(new Shape.Entries(new Shape.Text(Set.of()))),
                    "annotations", optional(new Shape.Entries(new Shape.Text(Set.of()))),
                    "finalizers", optional(new Shape.Items(new Shape.Text(Set.of()))),
                    "ownerReferences", optional(new Shape.Items(new Shape.Entries(new Shape.Any())))));

    private static Shape.Field optional(Shape shape) {
        return new Shape.Field(shape, false, false, false);
    }

    /**
     * What was found.
     *
     * @param schema sentences about values that the published schema does not allow
     * @param values sentences about values of the right type that cannot be read
     */
    public record Findings(List<String> schema, List<String> values) {}

    private final List<String> schema = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    private TypeCheck() {}

    /** Returns what is wrong with {@code value} at {@code path} as the named type of kubevirt.io/v1. */
    public static Findings of(String type, JsonNode value, String path) {
        TypeCheck check = new TypeCheck();
        check.value(TypeTable.type(type), value, path);
        return new Findings(List.copyOf(check.schema), List.copyOf(check.values));
    }

    private void value(Shape shape, JsonNode value, String path) {
        switch (shape) {
            case Shape.Text text -> text(text, value, path);
            case Shape.Flag _ -> right(value.isBoolean(), value, "true or false", path);
            case Shape.Whole whole -> whole(whole, value, path);
            case Shape.Fraction _ -> right(value.isNumber(), value, "a number", path);
            case Shape.Amount _ -> amount(value, path);
            case Shape.Time _ -> right(value.isTextual() || value.isNull(), value, "a time", path);
            case Shape.Span _ -> span(value, path);
            case Shape.Port _ -> port(value, path);
            case Shape.Meta _ -> {
                if (!value.isNull()) {
                    struct(METADATA, value, path);
                }
            }
            case Shape.Any _ -> {}
            case Shape.Items items -> items(items, value, path);
            case Shape.Entries entries -> entries(entries, value, path);
            case Shape.Struct struct -> struct(struct, value, path);
        }
    }

    private void text(Shape.Text text, JsonNode value, String path) {
        if (right(value.isTextual(), value, "text", path)
                && !text.values().isEmpty()
                && !text.values().contains(value.asText())) {
            schema.add(path + " is '" + value.asText() + "', which is not known. Use one of "
                    + String.join(", ", new TreeSet<>(text.values())) + ".");
        }
    }

    private void whole(Shape.Whole whole, JsonNode value, String path) {
        boolean isWhole =
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
        if (right(isWhole, value, "a whole number", path)
                && right(
                        value.decimalValue().toBigInteger().bitLength() < whole.bits(),
                        value,
                        "a smaller number",
                        path)) {
            boolean fits = value.decimalValue().toBigInteger().compareTo(whole.least()) >= 0
                    && value.decimalValue().toBigInteger().compareTo(whole.most()) <= 0;
            if (!fits) {
                values.add(path + " is " + value.asText() + ". Use a number from " + whole.least() + " to "
                        + whole.most() + ".");
            }
        }
    }

    private void port(JsonNode value, String path) {
        if (right(value.isTextual() || value.isNumber(), value, "a port's number or name", path)
                && value.isNumber()
                && !(value.isIntegralNumber() && value.canConvertToInt())) {
            values.add(path + " is " + value.asText() + ". Use a whole number, or the name of a port.");
        }
    }

    private void span(JsonNode value, String path) {
        if (right(value.isTextual(), value, "a length of time", path)
                && !SPAN.matcher(value.asText()).matches()) {
            values.add(path + " '" + value.asText() + "' is no length of time. Write it like 5m or 1h30m.");
        }
    }

    private void amount(JsonNode value, String path) {
        if (right(value.isTextual() || value.isNumber(), value, "an amount", path)
                && !AMOUNT.matcher(value.asText()).matches()) {
            values.add(path + " '" + value.asText()
                    + "' is no quantity. Write a number with a unit, e.g. 512Mi, 2Gi or 500m.");
        }
    }

    private void items(Shape.Items items, JsonNode value, String path) {
        if (right(value.isArray(), value, "a list", path)) {
            for (int i = 0; i < value.size(); i++) {
                value(items.item(), value.get(i), path + "[" + i + "]");
            }
        }
    }

    private void entries(Shape.Entries entries, JsonNode value, String path) {
        if (right(value.isObject(), value, "an object", path)) {
            value.properties().forEach(entry -> value(entries.value(), entry.getValue(), path + "." + entry.getKey()));
        }
    }

    private void struct(Shape.Struct struct, JsonNode value, String path) {
        if (!right(value.isObject(), value, "an object", path)) {
            return;
        }
        for (Map.Entry<String, Shape.Field> field : struct.fields().entrySet()) {
            JsonNode given = value.get(field.getKey());
            String name = path + "." + field.getKey();
            if (given == null || given.isNull()) {
                if (field.getValue().required()) {
                    schema.add(name + " is missing. Add it.");
                }
            } else {
                value(field.getValue().shape(), given, name);
            }
        }
    }

    private boolean right(boolean right, JsonNode value, String expected, String path) {
        if (!right) {
            schema.add(path + " is " + value.getNodeType().name().toLowerCase(Locale.ROOT) + ", but must be " + expected
                    + ".");
        }
        return right;
    }
}
