package dev.slipway.operator.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The JSON merge patch (RFC 7396) between two trees. */
public final class MergePatch {
    private MergePatch() {}

    /** Returns what turns {@code before} into {@code after}, or nothing if they are equal. Lists are replaced whole. */
    public static Optional<ObjectNode> between(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        after.properties().forEach(field -> {
            JsonNode old = before.path(field.getKey());
            JsonNode value = field.getValue();
            if (old.isObject() && value.isObject()) {
                between(old, value).ifPresent(inner -> patch.set(field.getKey(), inner));
            } else if (!value.equals(old)) {
                patch.set(field.getKey(), value);
            }
        });
        before.fieldNames().forEachRemaining(name -> {
            if (!after.has(name)) {
                patch.putNull(name);
            }
        });
        return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
    }
}
