package dev.slipway.standalone.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.api.schema.KubernetesType;
import dev.slipway.api.schema.KubernetesType.Field;
import dev.slipway.api.schema.KubernetesType.Scalar;
import dev.slipway.api.schema.KubernetesType.Value;
import dev.slipway.api.schema.KubernetesTypes;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireField;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Turns messages into JSON by the table of Kubernetes types; unknown fields are skipped, as Go does. */
final class MessageDecoder {
    private static final int DEEPEST = 64;
    private static final Map<String, MessageShape> SHAPES = new ConcurrentHashMap<>();

    private int depth;

    static ObjectNode decode(KubernetesType type, ByteBuffer message) throws ProtobufException {
        return new MessageDecoder().object(type, message);
    }

    private ObjectNode object(KubernetesType type, ByteBuffer message) throws ProtobufException {
        if (++depth > DEEPEST) {
            throw new ProtobufException("is nested deeper than " + DEEPEST + " levels");
        }
        ObjectNode object = Json.object();
        fill(object, SHAPES.computeIfAbsent(type.name(), name -> MessageShape.of(type)), message);
        depth--;
        return object;
    }

    private void fill(ObjectNode object, MessageShape shape, ByteBuffer message) throws ProtobufException {
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField wire = reader.next();
            Optional<MessageShape> inlined = shape.inlined(wire.number());
            if (inlined.isPresent() && wire.value() instanceof WireValue.Bytes(ByteBuffer content)) {
                fill(object, inlined.get(), content);
            }
            Optional<Field> field = shape.field(wire.number());
            if (field.isPresent()) {
                put(object, field.get(), wire.value());
            }
        }
    }

    private void put(ObjectNode object, Field field, WireValue wire) throws ProtobufException {
        switch (field.value()) {
            case Value.ListOf(Value items) -> {
                ArrayNode list = object.withArrayProperty(field.name());
                if (isPacked(items, wire)) {
                    unpack(list, items, ((WireValue.Bytes) wire).content());
                } else {
                    list.add(value(items, wire));
                }
            }
            case Value.MapOf(Value values) -> entry(object.withObjectProperty(field.name()), values, wire);
            case Value.Plain plain -> putUnlessZero(object, field, value(plain, wire));
            case Value.Nested nested -> object.set(field.name(), value(nested, wire));
        }
    }

    /** Go writes every field that is no pointer, zero or not, where its JSON leaves out those that are zero. */
    private static void putUnlessZero(ObjectNode object, Field field, JsonNode value) {
        boolean zero = value.isNull()
                || (value.isTextual() && value.asText().isEmpty())
                || (value.isNumber() && value.asDouble() == 0)
                || (value.isBoolean() && !value.asBoolean());
        if (!zero || field.pointer() || (field.required() && !value.isNull())) {
            object.set(field.name(), value);
        }
    }

    private static boolean isPacked(Value items, WireValue wire) {
        return wire instanceof WireValue.Bytes
                && items instanceof Value.Plain(Scalar scalar)
                && switch (scalar) {
                    case BOOLEAN, INT32, INT64 -> true;
                    case STRING, BYTES, DOUBLE, TIME, MICRO_TIME, QUANTITY, INT_OR_STRING, RAW, ANY -> false;
                };
    }

    private void unpack(ArrayNode list, Value items, ByteBuffer packed) throws ProtobufException {
        for (WireReader reader = new WireReader(packed); reader.hasNext(); ) {
            list.add(value(items, reader.bareNumber()));
        }
    }

    /** An entry of a map is a message: key = 1, value = 2. */
    private void entry(ObjectNode map, Value values, WireValue wire) throws ProtobufException {
        if (!(wire instanceof WireValue.Bytes(ByteBuffer message))) {
            throw new ProtobufException("has a number where a map entry must be");
        }
        String key = "";
        JsonNode value = TextNode.valueOf("");
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            if (field.number() == 1 && field.value() instanceof WireValue.Bytes(ByteBuffer text)) {
                key = WireReader.text(text);
            } else if (field.number() == 2) {
                value = value(values, field.value());
            }
        }
        map.set(key, value);
    }

    private JsonNode value(Value type, WireValue wire) throws ProtobufException {
        return switch (type) {
            case Value.Plain(Scalar scalar) -> scalar(scalar, wire);
            case Value.Nested nested -> object(KubernetesTypes.all().referred(nested), bytes(wire));
            case Value.ListOf(Value items) -> list(items, bytes(wire));
            case Value.MapOf map -> throw new ProtobufException("has a map within a map");
        };
    }

    /** A list within a map is a message that repeats: items = 1. */
    private JsonNode list(Value items, ByteBuffer message) throws ProtobufException {
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            if (field.number() == 1) {
                list.add(value(items, field.value()));
            }
        }
        return list;
    }

    private JsonNode scalar(Scalar scalar, WireValue wire) throws ProtobufException {
        return switch (scalar) {
            case STRING -> TextNode.valueOf(WireReader.text(bytes(wire)));
            case BYTES -> TextNode.valueOf(Base64.getEncoder().encodeToString(WireReader.array(bytes(wire))));
            case BOOLEAN -> BooleanNode.valueOf(number(wire) != 0);
            case INT32 -> IntNode.valueOf((int) number(wire));
            case INT64 -> LongNode.valueOf(number(wire));
            case DOUBLE -> DoubleNode.valueOf(Double.longBitsToDouble(number(wire)));
            case TIME -> SpecialValue.time(bytes(wire), false);
            case MICRO_TIME -> SpecialValue.time(bytes(wire), true);
            case QUANTITY -> SpecialValue.quantity(bytes(wire));
            case INT_OR_STRING -> SpecialValue.intOrString(bytes(wire));
            case RAW, ANY -> SpecialValue.raw(bytes(wire));
        };
    }

    private static ByteBuffer bytes(WireValue wire) throws ProtobufException {
        if (wire instanceof WireValue.Bytes(ByteBuffer content)) {
            return content;
        }
        throw new ProtobufException("has a number where a text or message must be");
    }

    private static long number(WireValue wire) throws ProtobufException {
        if (wire instanceof WireValue.Bits(long bits)) {
            return bits;
        }
        throw new ProtobufException("has a text where a number must be");
    }
}
