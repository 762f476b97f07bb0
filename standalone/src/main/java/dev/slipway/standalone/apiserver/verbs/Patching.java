package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.fields.FieldOwnership;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.patch.JsonMergePatch;
import dev.slipway.standalone.apiserver.patch.JsonPatch;
import dev.slipway.standalone.apiserver.patch.StrategicMergePatch;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.schema.Schema;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import java.util.List;
import java.util.function.BinaryOperator;

/** Patch, in all its media types. */
final class Patching {
    private final ObjectStore store;
    private final Changing changing;
    private final Creation creation;
    private final Intake intake;

    Patching(ObjectStore store, Changing changing, Creation creation, Intake intake) {
        this.store = store;
        this.changing = changing;
        this.creation = creation;
        this.intake = intake;
    }

    Answer patch(Call call) {
        WriteOptions options = WriteOptions.of(call, "PatchOptions");
        return switch (call.contentType()) {
            case "application/json-patch+json" -> patch(call, options, JsonPatch::apply);
            case "application/merge-patch+json" -> patch(call, options, JsonMergePatch::apply);
            case "application/strategic-merge-patch+json" -> {
                if (!call.type().builtIn()) {
                    throw unsupported(call);
                }
                Schema schema = intake.schema(call.type());
                yield patch(call, options, (current, patch) -> StrategicMergePatch.apply(schema, current, patch));
            }
            case "application/apply-patch+yaml", "application/apply-patch+json" -> apply(call, options);
            default -> throw unsupported(call);
        };
    }

    private Answer patch(Call call, WriteOptions options, BinaryOperator<JsonNode> operation) {
        JsonNode patch = Body.patch(call.body(), false);
        return changing.change(call, options, changing.recorded(call, options, current -> {
            if (!(operation.apply(current, patch.deepCopy()) instanceof ObjectNode patched)) {
                throw Problem.rejected().exception();
            }
            StrictDecoding.report(call, options, intake.shape(call.type(), patched), false);
            return patched;
        }));
    }

    /** Server-side apply; creates the object if there is none. */
    private Answer apply(Call call, WriteOptions options) {
        ResourceType type = call.type();
        if (!(Body.patch(call.body(), true) instanceof ObjectNode applied)) {
            throw Problem.badRequest("error decoding YAML: the applied object must be a map")
                    .exception();
        }
        check(call, applied);
        FieldOwnership fields = changing.ownership(call, options);
        if (store.get(call.key()).isEmpty()) {
            if (!call.subresource().isEmpty()) {
                throw Problem.notFound(type.groupResource(), call.name()).exception();
            }
            ObjectNode created = fields.apply(Json.object(), applied, options.force());
            JsonNode owners = Metadata.of(created).path("managedFields");
            intake.shape(type, created);
            return creation.create(
                    call, options, created, next -> Metadata.of(next).set("managedFields", owners));
        }
        return changing.change(
                call,
                options,
                new Changing.Change(
                        current -> {
                            ObjectNode next = fields.apply(current, applied, options.force());
                            intake.shape(type, next);
                            return next;
                        },
                        (old, next) -> {}));
    }

    private void check(Call call, ObjectNode applied) {
        ResourceType type = call.type();
        String apiVersion = applied.path("apiVersion").asText("");
        String kind = applied.path("kind").asText("");
        if (apiVersion.isEmpty() || kind.isEmpty()) {
            throw Problem.badRequest("invalid object type: " + apiVersion + "/, Kind=" + kind)
                    .exception();
        }
        if (!apiVersion.equals(type.apiVersion()) || !kind.equals(type.kind())) {
            throw Problem.badRequest("incorrect object type specified in patch. got: %s, Kind=%s, want: %s, Kind=%s"
                            .formatted(apiVersion, kind, type.apiVersion(), type.kind()))
                    .exception();
        }
        if (applied.path("metadata").has("managedFields")) {
            throw Problem.badRequest("metadata.managedFields must be nil").exception();
        }
        String name = Metadata.name(applied);
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw Problem.badRequest("the name of the object (%s) does not match the name on the URL (%s)"
                            .formatted(name, call.name()))
                    .exception();
        }
        Metadata.of(applied).put("name", call.name());
        List<String> undeclared = UndeclaredFields.of(intake.schema(type), applied);
        if (!undeclared.isEmpty()) {
            throw Problem.badRequest("failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
                            .formatted(
                                    Metadata.namespace(applied),
                                    call.name(),
                                    type.group().isEmpty() ? "/" + type.version() : type.apiVersion(),
                                    kind,
                                    undeclared.size() == 1
                                            ? undeclared.getFirst()
                                            : "errors:\n  " + String.join("\n  ", undeclared)))
                    .exception();
        }
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
