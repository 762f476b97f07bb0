package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** The subresources of Pods that do something: binding and eviction. */
final class PodActions {
    private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

    private final ObjectStore store;
    private final Changing changing;
    private final Removal removal;
    private final Intake intake;

    PodActions(ObjectStore store, Changing changing, Removal removal, Intake intake) {
        this.store = store;
        this.changing = changing;
        this.removal = removal;
        this.intake = intake;
    }

    Answer answer(Call call) {
        if (!call.verb().equals("create") || call.name().isEmpty()) {
            throw Problem.methodNotAllowed().exception();
        }
        WriteOptions options = WriteOptions.of(call, "CreateOptions");
        JsonNode body = Body.patch(call.body(), call.contentType().endsWith("yaml"));
        return call.subresource().equals("binding") ? bind(call, options, body) : evict(call, options, body);
    }

    private Answer bind(Call call, WriteOptions options, JsonNode binding) {
        String node = binding.path("target").path("name").asText("");
        if (node.isEmpty()) {
            throw Problem.badRequest("target.name: Required value").exception();
        }
        changing.change(
                call,
                options,
                new Changing.Change(
                        pod -> {
                            String present = pod.path("spec").path("nodeName").asText("");
                            if (!present.isEmpty()) {
                                throw conflict(
                                        call,
                                        "pod %s is already assigned to node \"%s\"".formatted(call.name(), present));
                            }
                            if (Metadata.isDeleting(pod)) {
                                throw conflict(
                                        call,
                                        "pod %s is being deleted, cannot be assigned to a host".formatted(call.name()));
                            }
                            pod.withObjectProperty("spec").put("nodeName", node);
                            scheduled(pod);
                            return pod;
                        },
                        (old, next) -> {}));
        return success();
    }

    private static void scheduled(ObjectNode pod) {
        ObjectNode status = pod.withObjectProperty("status");
        ArrayNode conditions = status.withArrayProperty("conditions");
        for (Iterator<JsonNode> each = conditions.iterator(); each.hasNext(); ) {
            if (each.next().path("type").asText().equals("PodScheduled")) {
                each.remove();
            }
        }
        conditions
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .putNull("lastProbeTime")
                .put("lastTransitionTime", Metadata.time(Instant.now()));
    }

    /** Admission hears of it as of a created Eviction. */
    private Answer evict(Call call, WriteOptions options, JsonNode eviction) {
        if (store.get(call.key()).isEmpty()) {
            throw Problem.notFound(call.type().groupResource(), call.name()).exception();
        }
        ObjectNode object = eviction instanceof ObjectNode given ? given : Json.object();
        Metadata.of(object).put("name", call.name()).put("namespace", call.namespace());
        intake.admit(call, options, object);
        heedBudgets(call);
        ObjectNode delete = object.path("deleteOptions") instanceof ObjectNode given ? given : Json.object();
        if (options.dryRun()) {
            delete.putArray("dryRun").add("All");
        }
        removal.delete(call.withBody(Json.bytes(delete)));
        return success();
    }

    private void heedBudgets(Call call) {
        List<ObjectNode> budgets = objects(BUDGETS, call.namespace());
        if (!budgets.isEmpty()) {
            store.get(call.key())
                    .map(StoredObject::tree)
                    .flatMap(pod -> DisruptionBudgets.refusal(
                            pod, budgets, objects(call.type().groupResource(), call.namespace())))
                    .ifPresent(problem -> {
                        throw problem.exception();
                    });
        }
    }

    private List<ObjectNode> objects(GroupResource resource, String namespace) {
        return store.list(resource, namespace).objects().stream()
                .map(StoredObject::tree)
                .toList();
    }

    private static RuntimeException conflict(Call call, String why) {
        return Problem.conflict(new GroupResource("", "pods/binding"), call.name(), why)
                .exception();
    }

    private static Answer success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return new Answer.Other(201, status.put("status", "Success").put("code", 201));
    }
}
