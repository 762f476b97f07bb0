package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.lifecycle.Refusal;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Optional;

/** The options in the body of a request, and in its query. */
final class RequestBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Buffer bytes;
    private final MultiMap query;

    RequestBody(Buffer bytes, MultiMap query) {
        this.bytes = bytes;
        this.query = query;
    }

    /** Returns a parameter of the query; an empty one is as good as none. */
    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).filter(text -> !text.isEmpty());
    }

    /** Options as asked for, or why they are none. */
    sealed interface Options<T> {
        /**
         * They are right.
         *
         * @param value the options
         * @param dryRun whether nothing shall change
         */
        record Given<T>(T value, boolean dryRun) implements Options<T> {}

        /**
         * They are not.
         *
         * @param why the reason
         * @param readable the options, if only how they shall be carried out is wrong
         */
        record Wrong<T>(Refusal why, Optional<T> readable) implements Options<T> {
            Wrong(Refusal why) {
                this(why, Optional.empty());
            }
        }
    }

    Buffer bytes() {
        return bytes;
    }

    /** Returns the options of {@code type}; those without any wish if there is no body. */
    <T> Options<T> read(Class<T> type) {
        try {
            JsonNode tree = bytes.length() == 0 ? JSON.createObjectNode() : JSON.readTree(bytes.getBytes());
            if (!tree.isObject()) {
                return new Options.Wrong<>(Refusal.badRequest(
                        "The body is no JSON object; send %s as JSON, or nothing.".formatted(type.getSimpleName())));
            }
            for (JsonNode item : tree.path("dryRun")) {
                if (!item.asText().equals("All")) {
                    return new Options.Wrong<>(
                            Refusal.badRequest("dryRun has the value \"%s\"; the only one there is is \"All\"."
                                    .formatted(item.asText())),
                            Optional.of(JSON.treeToValue(tree, type)));
                }
            }
            return new Options.Given<>(
                    JSON.treeToValue(tree, type), !tree.path("dryRun").isEmpty());
        } catch (JsonProcessingException e) {
            return new Options.Wrong<>(
                    Refusal.badRequest("Can not unmarshal Request body to struct, error: %s at offset %d"
                            .formatted(
                                    e.getOriginalMessage(),
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getByteOffset())));
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    /** Returns the options as they were sent; empty ones if the body is none. */
    ObjectNode tree() {
        return switch (read(ObjectNode.class)) {
            case Options.Given<ObjectNode>(ObjectNode tree, boolean _) -> tree;
            case Options.Wrong<ObjectNode>(Refusal _, Optional<ObjectNode> readable) ->
                readable.orElseGet(JSON::createObjectNode);
        };
    }

    /** Returns a text of the body, if it is there. */
    Optional<String> text(String field) {
        return Optional.of(tree().path(field)).filter(JsonNode::isTextual).map(JsonNode::asText);
    }
}
