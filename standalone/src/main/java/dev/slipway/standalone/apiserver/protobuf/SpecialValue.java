package dev.slipway.standalone.apiserver.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireField;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The messages that are a plain value in JSON: times, quantities, numbers or texts, raw JSON. */
final class SpecialValue {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    /** The year 9999, the last that RFC 3339 can write. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long FIRST_SECOND = -62_135_596_800L;

    private SpecialValue() {}

    /** {@code Time} and {@code MicroTime}: seconds = 1, nanos = 2. The zero time is null, as Go writes it. */
    static JsonNode time(ByteBuffer message, boolean micro) throws ProtobufException {
        long seconds = 0;
        long nanos = 0;
        boolean present = false;
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            if (field.value() instanceof WireValue.Bits(long bits)) {
                present = true;
                seconds = field.number() == 1 ? bits : seconds;
                nanos = field.number() == 2 ? bits : nanos;
            }
        }
        if (!present) {
            return NullNode.getInstance();
        }
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos > 999_999_999) {
            throw new ProtobufException("holds a time outside the years 1 to 9999");
        }
        try {
            return TextNode.valueOf(
                    micro
                            ? MICROS.format(Instant.ofEpochSecond(seconds, nanos))
                            : Instant.ofEpochSecond(seconds).toString());
        } catch (DateTimeException e) {
            throw new ProtobufException("holds a time that does not exist");
        }
    }

    /** {@code Quantity}: string = 1. */
    static JsonNode quantity(ByteBuffer message) throws ProtobufException {
        String text = "0";
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            if (field.number() == 1 && field.value() instanceof WireValue.Bytes(ByteBuffer content)) {
                text = WireReader.text(content);
            }
        }
        return TextNode.valueOf(text);
    }

    /** {@code IntOrString}: type = 1 (0: int, 1: string), intVal = 2, strVal = 3. */
    static JsonNode intOrString(ByteBuffer message) throws ProtobufException {
        long type = 0;
        int number = 0;
        String text = "";
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            switch (field.value()) {
                case WireValue.Bits(long bits) -> {
                    type = field.number() == 1 ? bits : type;
                    number = field.number() == 2 ? (int) bits : number;
                }
                case WireValue.Bytes(ByteBuffer content) -> text = WireReader.text(content);
            }
        }
        return type == 0 ? IntNode.valueOf(number) : TextNode.valueOf(text);
    }

    /** {@code RawExtension} and {@code FieldsV1}: JSON as bytes = 1. */
    static JsonNode raw(ByteBuffer message) throws ProtobufException {
        for (WireReader reader = new WireReader(message); reader.hasNext(); ) {
            WireField field = reader.next();
            if (field.number() == 1 && field.value() instanceof WireValue.Bytes(ByteBuffer content)) {
                return json(content);
            }
        }
        return NullNode.getInstance();
    }

    private static JsonNode json(ByteBuffer content) throws ProtobufException {
        if (!content.hasRemaining()) {
            return NullNode.getInstance();
        }
        try {
            return Json.parse(WireReader.array(content));
        } catch (IOException e) {
            throw new ProtobufException("holds raw JSON that is none");
        }
    }
}
