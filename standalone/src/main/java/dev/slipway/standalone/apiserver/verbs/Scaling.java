package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.Versions;
import dev.slipway.standalone.apiserver.patch.JsonMergePatch;
import dev.slipway.standalone.apiserver.patch.JsonPatch;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.util.List;
import java.util.Optional;

/** The subresource {@code scale} of custom resources: a view of two numbers of the object. */
final class Scaling {
    private static final GroupResource DEFINITIONS =
            new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    private final ObjectStore store;
    private final Changing changing;

    Scaling(ObjectStore store, Changing changing) {
        this.store = store;
        this.changing = changing;
    }

    Answer answer(Call call) {
        ScaleView view = view(call.type());
        return switch (call.verb()) {
            case "get" -> new Answer.Other(200, view.existing(current(call)));
            case "update" -> write(call, view, WriteOptions.of(call, "UpdateOptions"), Body.patch(call.body(), false));
            case "patch" -> {
                WriteOptions options = WriteOptions.of(call, "PatchOptions");
                yield write(call, view, options, patched(call, view.existing(current(call))));
            }
            default -> throw Problem.methodNotAllowed().exception();
        };
    }

    private static JsonNode patched(Call call, ObjectNode scale) {
        JsonNode patch = Body.patch(call.body(), call.contentType().endsWith("yaml"));
        return switch (call.contentType()) {
            case "application/json-patch+json" -> JsonPatch.apply(scale, patch);
            case "application/merge-patch+json",
                    "application/strategic-merge-patch+json",
                    "application/apply-patch+yaml" -> JsonMergePatch.apply(scale, patch);
            default ->
                throw Problem.unsupportedMediaType(
                                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
                        .exception();
        };
    }

    private Answer write(Call call, ScaleView view, WriteOptions options, JsonNode wanted) {
        JsonNode replicas = wanted.path("spec").path("replicas");
        if (!replicas.isMissingNode() && (!replicas.isIntegralNumber() || replicas.asLong() < 0)) {
            Cause cause = Cause.invalid(view.wanted(), replicas.toString(), "should be a non-negative integer");
            throw Problem.invalid(call.type().group(), call.type().kind(), call.name(), List.of(cause))
                    .exception();
        }
        String insisted = Metadata.resourceVersion(wanted);
        Changing.Change plain = changing.recorded(call, options, object -> {
            view.set(object, replicas.asLong());
            if (!insisted.isEmpty()) {
                Metadata.of(object).put("resourceVersion", insisted);
            }
            return object;
        });
        Answer answer = changing.change(
                call, options, new Changing.Change(plain.mutation(), plain.recorder(), Optional.of(view)));
        return answer instanceof Answer.One one
                ? new Answer.Other(200, view.existing(one.object().tree(call.type())))
                : answer;
    }

    private ObjectNode current(Call call) {
        return store.get(call.key())
                .map(StoredObject::tree)
                .map(tree -> Versions.served(call.type(), tree))
                .orElseThrow(() -> Problem.notFound(call.type().groupResource(), call.name())
                        .exception());
    }

    private ScaleView view(ResourceType type) {
        ObjectKey key = new ObjectKey(DEFINITIONS, "", type.groupResource().toString());
        JsonNode versions = store.get(key)
                .map(StoredObject::tree)
                .orElseGet(Json::object)
                .path("spec")
                .path("versions");
        for (JsonNode version : versions) {
            JsonNode scale = version.path("subresources").path("scale");
            if (version.path("name").asText().equals(type.version()) && scale.isObject()) {
                return new ScaleView(
                        scale.path("specReplicasPath").asText(),
                        scale.path("statusReplicasPath").asText(),
                        scale.path("labelSelectorPath").asText(""));
            }
        }
        throw Problem.noSuchPath().exception();
    }
}
