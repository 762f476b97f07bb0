package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** A JSON patch (RFC 6902) in the making. */
public final class JsonPatch {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode operations = JSON.createArrayNode();

    /** Lets the patch fail unless {@code path} has this value. */
    public JsonPatch test(String path, Object value) {
        return operation("test", path, value);
    }

    public JsonPatch add(String path, Object value) {
        return operation("add", path, value);
    }

    public JsonPatch replace(String path, Object value) {
        return operation("replace", path, value);
    }

    public JsonPatch remove(String path) {
        operations.addObject().put("op", "remove").put("path", path);
        return this;
    }

    private JsonPatch operation(String operation, String path, Object value) {
        operations.addObject().put("op", operation).put("path", path).set("value", JSON.valueToTree(value));
        return this;
    }

    /** Returns the operations as JSON. */
    public String text() {
        return operations.toString();
    }
}
