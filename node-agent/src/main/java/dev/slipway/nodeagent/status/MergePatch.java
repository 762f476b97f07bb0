package dev.slipway.nodeagent.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patches (RFC 7396). */
public final class MergePatch {
    private MergePatch() {}

    /** Returns the patch that makes {@code after} of {@code before}; empty if they are equal. */
    public static ObjectNode between(JsonNode before, JsonNode after) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        after.properties().forEach(entry -> {
            JsonNode old = before.path(entry.getKey());
            JsonNode value = entry.getValue();
            if (old.isObject() && value.isObject()) {
                ObjectNode inner = between(old, value);
                if (!inner.isEmpty()) {
                    patch.set(entry.getKey(), inner);
                }
            } else if (!old.equals(value)) {
                patch.set(entry.getKey(), value);
            }
        });
        before.properties().forEach(entry -> {
            if (!after.has(entry.getKey())) {
                patch.set(entry.getKey(), NullNode.getInstance());
            }
        });
        return patch;
    }
}
