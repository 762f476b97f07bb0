package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.patch.JsonMergePatch;
import dev.slipway.standalone.apiserver.patch.JsonPatch;
import dev.slipway.standalone.apiserver.status.Problem;

/** Patch, in all its media types. */
final class Patching {
    private final Changing changing;

    Patching(Changing changing) {
        this.changing = changing;
    }

    Answer patch(Call call) {
        WriteOptions options = WriteOptions.of(call, "PatchOptions");
        JsonNode patch = Body.patch(call.body(), call.contentType().endsWith("yaml"));
        return switch (call.contentType()) {
            case "application/json-patch+json" ->
                changing.change(call, options, current -> object(JsonPatch.apply(current, patch)));
            case "application/merge-patch+json" ->
                changing.change(call, options, current -> object(JsonMergePatch.apply(current, patch)));
            default -> throw unsupported(call);
        };
    }

    private static ObjectNode object(JsonNode patched) {
        if (patched instanceof ObjectNode object) {
            return object;
        }
        throw Problem.rejected().exception();
    }

    private static RuntimeException unsupported(Call call) {
        String accepted = "application/json-patch+json, application/merge-patch+json, "
                + (call.type().builtIn() ? "application/strategic-merge-patch+json, " : "")
                + "application/apply-patch+yaml";
        return Problem.unsupportedMediaType(
                        "the body of the request was in an unknown format - accepted media types include: " + accepted)
                .exception();
    }
}
