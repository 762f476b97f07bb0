package dev.slipway.nodeagent.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages in protobuf's wire format, as far as the node-agent needs it: strings and messages, both with their length
 * in front. Source: protobuf.dev, "Encoding".
 */
public final class ProtobufMessage {
    private static final int LENGTH_DELIMITED = 2;
    private static final int MORE = 0x80;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Adds a string. */
    public ProtobufMessage with(int field, String value) {
        return with(field, value.getBytes(UTF_8));
    }

    /** Adds a message. */
    public ProtobufMessage with(int field, ProtobufMessage value) {
        return with(field, value.encoded());
    }

    private ProtobufMessage with(int field, byte[] value) {
        varint((field << 3) | LENGTH_DELIMITED);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(int value) {
        int left = value;
        while (left >= MORE) {
            bytes.write(left | MORE);
            left >>>= 7;
        }
        bytes.write(left);
    }

    /** Returns its bytes. */
    public byte[] encoded() {
        return bytes.toByteArray();
    }

    /**
     * Returns how many strings or messages a message has in a field.
     *
     * @throws IllegalArgumentException if it is none of this format
     */
    public static int count(byte[] message, int field) {
        return parts(message, field).size();
    }

    private static List<byte[]> parts(byte[] message, int field) {
        List<byte[]> parts = new ArrayList<>();
        Cursor cursor = new Cursor(message);
        while (cursor.hasMore()) {
            int tag = cursor.varint();
            byte[] value = cursor.value(tag & 7);
            if (tag >>> 3 == field) {
                parts.add(value);
            }
        }
        return parts;
    }

    /** A place in a message. */
    private static final class Cursor {
        private final byte[] message;
        private int at;

        Cursor(byte[] message) {
            this.message = message;
        }

        boolean hasMore() {
            return at < message.length;
        }

        int varint() {
            int value = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                if (!hasMore()) {
                    break;
                }
                byte next = message[at++];
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number in the message does not end");
        }

        byte[] value(int type) {
            int length = switch (type) {
                case 0 -> {
                    varint();
                    yield 0;
                }
                case 1 -> 8;
                case LENGTH_DELIMITED -> varint();
                case 5 -> 4;
                default -> throw new IllegalArgumentException("the message has a field of type " + type);
            };
            if (length < 0 || length > message.length - at) {
                throw new IllegalArgumentException("a field is longer than its message");
            }
            byte[] value = java.util.Arrays.copyOfRange(message, at, at + length);
            at += length;
            return value;
        }
    }
}
