package dev.slipway.standalone.apiserver.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one message from bytes, never beyond their end (protobuf encoding, "wire types"). */
final class WireReader {
    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FOUR_BYTES = 5;

    private final ByteBuffer bytes;

    WireReader(ByteBuffer bytes) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A field of a message. */
    record WireField(int number, WireValue value) {}

    /** The raw value of a field. */
    sealed interface WireValue {
        record Bits(long bits) implements WireValue {}

        record Bytes(ByteBuffer content) implements WireValue {}
    }

    boolean hasNext() {
        return bytes.hasRemaining();
    }

    WireField next() throws ProtobufException {
        long tag = varint();
        long number = tag >>> 3;
        if (number < 1 || number > 0x1fff_ffff) {
            throw new ProtobufException("has a field number that does not exist");
        }
        return new WireField((int) number, value((int) (tag & 7)));
    }

    /** Returns the next number of a packed list of integers or flags. */
    WireValue bareNumber() throws ProtobufException {
        return new WireValue.Bits(varint());
    }

    private WireValue value(int wireType) throws ProtobufException {
        return switch (wireType) {
            case VARINT -> new WireValue.Bits(varint());
            case EIGHT_BYTES -> {
                need(Long.BYTES);
                yield new WireValue.Bits(bytes.getLong());
            }
            case FOUR_BYTES -> {
                need(Integer.BYTES);
                yield new WireValue.Bits(bytes.getInt());
            }
            case LENGTH_DELIMITED -> new WireValue.Bytes(delimited());
            default -> throw new ProtobufException("has a field of the unknown wire type " + wireType);
        };
    }

    private ByteBuffer delimited() throws ProtobufException {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new ProtobufException("ends within a field");
        }
        ByteBuffer content = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return content;
    }

    private long varint() throws ProtobufException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            need(1);
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new ProtobufException("has a number of more than 64 bits");
    }

    private void need(int count) throws ProtobufException {
        if (bytes.remaining() < count) {
            throw new ProtobufException("ends within a field");
        }
    }

    static String text(ByteBuffer content) throws ProtobufException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(content.duplicate())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProtobufException("holds a text that is not UTF-8");
        }
    }

    static byte[] array(ByteBuffer content) {
        byte[] array = new byte[content.remaining()];
        content.duplicate().get(array);
        return array;
    }
}
