package dev.slipway.machine.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The form in which KubeVirt stores what passed its defaults: some fields are always written, even when they are empty;
 * others are dropped when they are empty, as are fields that it does not know. Clients compare stored objects with what
 * they sent, so Slipway stores the same.
 */
public final class StoredForm {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StoredForm() {}

    /** Returns {@code given}, an object of the named type of kubevirt.io/v1, as it is stored. */
    public static ObjectNode of(String type, ObjectNode given) {
        return object(TypeTable.type(type), given);
    }

    private static ObjectNode object(Shape.Struct struct, ObjectNode given) {
        ObjectNode stored = JSON.objectNode();
        struct.fields().forEach((name, field) -> {
            JsonNode value = value(field, given.get(name));
            if (value != null) {
                stored.set(name, value);
            }
        });
        return stored;
    }

    private static @Nullable JsonNode value(Shape.Field field, @Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            boolean written = field.always() || !field.pointer() && hasNoEmptyForm(field.shape());
            return written ? empty(field) : null;
        }
        JsonNode value = shaped(field.shape(), given);
        return !field.always() && !field.pointer() && isEmpty(field.shape(), value) ? null : value;
    }

    private static JsonNode shaped(Shape shape, JsonNode given) {
        return switch (shape) {
            case Shape.Items items
            when given.isArray() -> {
                ArrayNode list = JSON.arrayNode();
                given.forEach(item -> list.add(shaped(items.item(), item)));
                yield list;
            }
            case Shape.Entries entries
            when given.isObject() -> {
                ObjectNode map = JSON.objectNode();
                given.properties().forEach(entry -> map.set(entry.getKey(), shaped(entries.value(), entry.getValue())));
                yield map;
            }
            case Shape.Struct struct when given instanceof ObjectNode object -> object(struct, object);
            case Shape.Amount _ -> JSON.textNode(QuantityText.of(given.asText()));
            default -> given;
        };
    }

    /** Whether a value is written even when every part of it is absent. */
    private static boolean hasNoEmptyForm(Shape shape) {
        return shape instanceof Shape.Struct || shape instanceof Shape.Amount || shape instanceof Shape.Meta;
    }

    private static JsonNode empty(Shape.Field field) {
        if (field.pointer()) {
            return NullNode.getInstance();
        }
        return switch (field.shape()) {
            case Shape.Text _, Shape.Span _ -> JSON.textNode("");
            case Shape.Flag _ -> JSON.booleanNode(false);
            case Shape.Whole _, Shape.Fraction _, Shape.Port _ -> JSON.numberNode(0);
            case Shape.Amount _ -> JSON.textNode("0");
            case Shape.Meta _ -> JSON.objectNode();
            case Shape.Struct struct -> object(struct, JSON.objectNode());
            case Shape.Items _, Shape.Entries _, Shape.Time _, Shape.Any _ -> NullNode.getInstance();
        };
    }

    private static boolean isEmpty(Shape shape, JsonNode value) {
        return switch (shape) {
            case Shape.Text _, Shape.Span _ -> value.asText().isEmpty();
            case Shape.Flag _ -> value.isBoolean() && !value.booleanValue();
            case Shape.Whole _, Shape.Fraction _ ->
                value.isNumber() && value.decimalValue().signum() == 0;
            case Shape.Items _, Shape.Entries _ -> value.isEmpty();
            case Shape.Amount _, Shape.Time _, Shape.Port _, Shape.Meta _, Shape.Any _, Shape.Struct _ -> false;
        };
    }
}
