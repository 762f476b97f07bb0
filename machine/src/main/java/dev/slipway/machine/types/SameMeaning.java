package dev.slipway.machine.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Whether two trees mean the same: null and empty lists and maps count as absent, amounts count by their number (1024Mi is
 * 1Gi). Source: Kubernetes, {@code equality.Semantic.DeepEqual}.
 */
public final class SameMeaning {
    private SameMeaning() {}

    /** Compares objects of the named type of kubevirt.io/v1. */
    public static boolean of(String type, JsonNode one, JsonNode other) {
        return same(TypeTable.type(type), one, other);
    }

    /** Compares trees whose type is not known; amounts are texts there. */
    public static boolean of(JsonNode one, JsonNode other) {
        return same(new Shape.Any(), one, other);
    }

    private static boolean same(Shape shape, JsonNode one, JsonNode other) {
        if (isAbsent(shape, one) || isAbsent(shape, other)) {
            return isAbsent(shape, one) && isAbsent(shape, other);
        }
        return switch (shape) {
            case Shape.Amount _ -> sameAmount(one, other);
            case Shape.Items items -> sameItems(items.item(), one, other);
            case Shape.Entries entries -> sameFields(one, other, _ -> entries.value());
            case Shape.Struct struct ->
                sameFields(one, other, name -> {
                    Shape.Field field = struct.fields().get(name);
                    return field == null ? new Shape.Any() : field.shape();
                });
            case Shape.Any _ when one.isArray() && other.isArray() -> sameItems(shape, one, other);
            case Shape.Any _ when one.isObject() && other.isObject() -> sameFields(one, other, _ -> shape);
            case Shape.Any _, Shape.Text _, Shape.Flag _, Shape.Whole _, Shape.Fraction _, Shape.Time _, Shape.Span _ ->
                one.equals(other);
            case Shape.Port _, Shape.Meta _ -> one.equals(other);
        };
    }

    private static boolean isAbsent(Shape shape, JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || value.isArray() && value.isEmpty()
                || shape instanceof Shape.Entries && value.isEmpty();
    }

    private static boolean sameItems(Shape item, JsonNode one, JsonNode other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int i = 0; i < one.size(); i++) {
            if (!same(item, one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameFields(JsonNode one, JsonNode other, Function<String, Shape> shapes) {
        Set<String> names = new TreeSet<>();
        one.fieldNames().forEachRemaining(names::add);
        other.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(name -> same(shapes.apply(name), field(one, name), field(other, name)));
    }

    private static JsonNode field(JsonNode object, String name) {
        JsonNode value = object.get(name);
        return value == null ? MissingNode.getInstance() : value;
    }

    private static boolean sameAmount(JsonNode one, JsonNode other) {
        try {
            return amount(one).compareTo(amount(other)) == 0;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return one.equals(other);
        }
    }

    private static BigDecimal amount(JsonNode value) {
        return new Quantity(value.asText()).getNumericalAmount();
    }
}
