package dev.slipway.standalone.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.status.Problem;
import io.fabric8.zjsonpatch.JsonPatchException;

/** JSON patch (RFC 6902). */
public final class JsonPatch {
    private static final int MOST_OPERATIONS = 10_000;

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
            return io.fabric8.zjsonpatch.JsonPatch.apply(patch, target);
        } catch (JsonPatchException | IllegalArgumentException | NullPointerException | ClassCastException _) {
            throw Problem.rejected().exception();
        }
    }
}
