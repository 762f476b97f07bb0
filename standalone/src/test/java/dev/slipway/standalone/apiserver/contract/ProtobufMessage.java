package dev.slipway.standalone.apiserver.contract;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes an object as client-go does: the magic bytes, then the message {@code runtime.Unknown} around the object's own. */
final class ProtobufMessage {
    static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    ProtobufMessage text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    ProtobufMessage message(int field, ProtobufMessage value) {
        return bytes(field, value.bytes.toByteArray());
    }

    ProtobufMessage entry(int field, String key, String value) {
        return message(field, new ProtobufMessage().text(1, key).text(2, value));
    }

    private ProtobufMessage bytes(int field, byte[] value) {
        varint(field << 3 | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7f) {
            bytes.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes.write(rest);
    }

    /** Returns the body of a request. */
    byte[] wrapped(String apiVersion, String kind) {
        ProtobufMessage unknown = new ProtobufMessage()
                .message(1, new ProtobufMessage().text(1, apiVersion).text(2, kind))
                .message(2, this);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {'k', '8', 's', 0});
        body.writeBytes(unknown.bytes.toByteArray());
        return body.toByteArray();
    }
}
