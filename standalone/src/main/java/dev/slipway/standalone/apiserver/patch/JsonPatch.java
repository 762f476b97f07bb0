package dev.slipway.standalone.apiserver.patch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.status.Problem;
import io.fabric8.zjsonpatch.JsonPatchException;

/** JSON patch (RFC 6902). */
public final class JsonPatch {
    private static final int MOST_OPERATIONS = 10_000;

    /** What all copies of a patch may add, as kube-apiserver bounds it; a few of them would double an object beyond all memory. */
    private static final long MOST_COPIED_BYTES = 3 << 20;

    private JsonPatch() {}

    /**
     * Returns the patched value; the target stays as it is.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 400 for a malformed patch, 422 for one that does
     *     not fit the target
     */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isArray()) {
            throw Problem.badRequest(
                            "error decoding patch: json: cannot unmarshal %s into Go value of type jsonpatch.Patch"
                                    .formatted(patch.isObject() ? "object" : "value"))
                    .exception();
        }
        if (patch.size() > MOST_OPERATIONS) {
            throw Problem.tooLarge("The allowed maximum operations in a JSON patch is %d, got %d"
                            .formatted(MOST_OPERATIONS, patch.size()))
                    .exception();
        }
        try {
            return applied(target, patch);
        } catch (JsonPatchException | IllegalArgumentException | NullPointerException | ClassCastException _) {
            throw Problem.rejected().exception();
        }
    }

    /** Stops before each copy to see how large it is. */
    private static JsonNode applied(JsonNode target, JsonNode patch) {
        JsonNode current = target;
        ArrayNode step = Json.MAPPER.createArrayNode();
        long copied = 0;
        for (JsonNode operation : patch) {
            if (operation.path("op").asText().equalsIgnoreCase("copy")) {
                current = io.fabric8.zjsonpatch.JsonPatch.apply(step, current);
                step = Json.MAPPER.createArrayNode();
                copied += size(current, operation.path("from").asText());
                if (copied > MOST_COPIED_BYTES) {
                    throw Problem.rejected().exception();
                }
            }
            step.add(operation);
        }
        return io.fabric8.zjsonpatch.JsonPatch.apply(step, current);
    }

    /** A pointer that leads nowhere counts as the whole value. */
    private static int size(JsonNode value, String pointer) {
        JsonNode found = value.at(JsonPointer.compile(pointer));
        return Json.bytes(found.isMissingNode() ? value : found).length;
    }
}
