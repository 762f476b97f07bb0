package dev.slipway.standalone.apiserver.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** An object as JSON bytes with a gap where its revision goes, because only the writer thread knows the revision. */
final class EncodedObject {
    private static final List<String> FIRST = List.of("apiVersion", "kind", "metadata");

    /** With an empty {@code metadata.resourceVersion}, whose closing quote is at {@link #gap}. */
    private final byte[] bytes;

    private final int gap;
    private final String uid;
    private final Map<String, String> labels;

    private EncodedObject(byte[] bytes, int gap, String uid, Map<String, String> labels) {
        this.bytes = bytes;
        this.gap = gap;
        this.uid = uid;
        this.labels = labels;
    }

    static EncodedObject of(ObjectNode tree) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        int gap;
        try (JsonGenerator generator = Json.MAPPER.createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("apiVersion", tree.path("apiVersion").asText());
            generator.writeStringField("kind", tree.path("kind").asText());
            generator.writeObjectFieldStart("metadata");
            JsonNode metadata = tree.path("metadata");
            writeAll(generator, metadata, List.of("resourceVersion"));
            generator.writeStringField("resourceVersion", "");
            generator.flush();
            gap = out.size() - 1;
            generator.writeEndObject();
            writeAll(generator, tree, FIRST);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("tree cannot be written as JSON", e);
        }
        JsonNode metadata = tree.path("metadata");
        return new EncodedObject(out.toByteArray(), gap, metadata.path("uid").asText(), StoredObject.labels(metadata));
    }

    private static void writeAll(JsonGenerator generator, JsonNode object, List<String> except) throws IOException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!except.contains(field.getKey())) {
                generator.writeFieldName(field.getKey());
                generator.writeTree(field.getValue());
            }
        }
    }

    StoredObject at(ObjectKey key, long revision) {
        byte[] number = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[bytes.length + number.length];
        System.arraycopy(bytes, 0, whole, 0, gap);
        System.arraycopy(number, 0, whole, gap, number.length);
        System.arraycopy(bytes, gap, whole, gap + number.length, bytes.length - gap);
        return new StoredObject(key, revision, whole, uid, labels);
    }
}
