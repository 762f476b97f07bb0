package dev.slipway.standalone.apiserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The JSON codec of the API server: bytes to trees and back. */
public final class Json {
    /** Levels that a request may have. */
    private static final int DEEPEST = 200;

    /** What is stored may be somewhat deeper: notes of managers repeat the structure of the object below it. */
    private static final int DEEPEST_STORED = 1_000;

    public static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)
            .build();

    private static final ObjectReader STORED = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST_STORED)
                            .build())
                    .build())
            .build()
            .reader();

    private Json() {}

    /** Returns the limits of what is read from clients, in any format. */
    public static StreamReadConstraints limits() {
        return MAPPER.getFactory().streamReadConstraints();
    }

    /** Returns whether a tree has more levels than a request may have. */
    public static boolean isTooDeep(JsonNode tree) {
        return isDeeper(tree, DEEPEST);
    }

    private static boolean isDeeper(JsonNode tree, int levels) {
        if (!tree.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode part : tree) {
            if (isDeeper(part, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /** Parses one JSON value; anything after it is an error. */
    public static JsonNode parse(byte[] text) throws IOException {
        JsonNode node = MAPPER.readTree(text);
        return node == null ? JsonNodeFactory.instance.missingNode() : node;
    }

    /** Parses what this server wrote itself, so failing is a bug. */
    public static ObjectNode parseStored(byte[] text) {
        try {
            return (ObjectNode) STORED.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("stored object is not JSON", e);
        }
    }

    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("tree cannot be written as JSON", e);
        }
    }

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns whether two trees say the same; the Java type of a number does not count. */
    public static boolean equal(JsonNode one, JsonNode other) {
        return one.equals(Json::compareNumbers, other);
    }

    private static int compareNumbers(JsonNode one, JsonNode other) {
        if (one.equals(other)) {
            return 0;
        }
        return one.isNumber() && other.isNumber() ? one.decimalValue().compareTo(other.decimalValue()) : 1;
    }
}
