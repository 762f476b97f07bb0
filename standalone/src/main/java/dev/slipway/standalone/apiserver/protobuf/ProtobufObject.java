package dev.slipway.standalone.apiserver.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.schema.KubernetesType;
import dev.slipway.api.schema.KubernetesTypes;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireField;
import dev.slipway.standalone.apiserver.protobuf.WireReader.WireValue;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads a body of the media type {@code application/vnd.kubernetes.protobuf}: four magic bytes, then a
 * {@code runtime.Unknown} (typeMeta = 1 with apiVersion = 1 and kind = 2, raw = 2, contentEncoding = 3, contentType = 4).
 */
public final class ProtobufObject {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private ProtobufObject() {}

    /**
     * Returns the object as JSON, with apiVersion and kind.
     *
     * @throws ProtobufException the bytes are not of that form, or of a kind without one
     */
    public static ObjectNode decode(byte[] body) throws ProtobufException {
        ByteBuffer bytes = ByteBuffer.wrap(body);
        for (byte magic : MAGIC) {
            if (!bytes.hasRemaining() || bytes.get() != magic) {
                throw new ProtobufException("does not begin with the four bytes k8s\\0");
            }
        }
        Envelope envelope = Envelope.read(bytes);
        KubernetesType type = KubernetesTypes.all()
                .ofKind(group(envelope.apiVersion), version(envelope.apiVersion), envelope.kind)
                .or(() -> everyGroup(envelope.kind))
                .orElseThrow(() -> new ProtobufException("is a %s of %s, which has no protobuf form; send it as JSON"
                        .formatted(envelope.kind, envelope.apiVersion)));
        ObjectNode object = Json.object().put("apiVersion", envelope.apiVersion).put("kind", envelope.kind);
        object.setAll(MessageDecoder.decode(type, envelope.raw));
        return object;
    }

    /** Kinds that every group has, since their own version does not matter. */
    private static Optional<KubernetesType> everyGroup(String kind) {
        return kind.equals("DeleteOptions") ? KubernetesTypes.all().named("meta.v1.DeleteOptions") : Optional.empty();
    }

    private record Envelope(String apiVersion, String kind, ByteBuffer raw) {
        static Envelope read(ByteBuffer bytes) throws ProtobufException {
            String apiVersion = "";
            String kind = "";
            ByteBuffer raw = ByteBuffer.allocate(0);
            for (WireReader reader = new WireReader(bytes); reader.hasNext(); ) {
                WireField field = reader.next();
                if (!(field.value() instanceof WireValue.Bytes(ByteBuffer content))) {
                    throw new ProtobufException("has an envelope of another form");
                }
                switch (field.number()) {
                    case 1 -> {
                        apiVersion = part(content, 1);
                        kind = part(content, 2);
                    }
                    case 2 -> raw = content;
                    case 3 -> refuse(content, "");
                    case 4 -> refuse(content, MEDIA_TYPE);
                    default -> {}
                }
            }
            return new Envelope(apiVersion, kind, raw);
        }

        private static String part(ByteBuffer typeMeta, int number) throws ProtobufException {
            String text = "";
            for (WireReader reader = new WireReader(typeMeta); reader.hasNext(); ) {
                WireField field = reader.next();
                if (field.number() == number && field.value() instanceof WireValue.Bytes(ByteBuffer content)) {
                    text = WireReader.text(content);
                }
            }
            return text;
        }

        private static void refuse(ByteBuffer content, String allowed) throws ProtobufException {
            String text = WireReader.text(content);
            if (!text.isEmpty() && !text.equals(allowed)) {
                throw new ProtobufException("is encoded as " + text + "; send it as JSON");
            }
        }
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    private static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }
}
