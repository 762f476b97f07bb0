package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.kinds.Kinds;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an update keeps of the former object, whatever the client sends. */
final class Carried {
    private static final List<String> SYSTEM = List.of(
            "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation");
    private static final Set<String> NOT_COUNTED = Set.of("metadata", "status", "apiVersion", "kind");

    private Carried() {}

    /** Returns the next object: the wanted one, with what the client may not change here taken from the old one. */
    static ObjectNode over(ResourceType type, String subresource, ObjectNode old, ObjectNode wanted) {
        checkIdentity(type, old, wanted);
        ObjectNode next = subresource.equals("status") ? statusOf(type, old, wanted) : wanted;
        if (subresource.isEmpty() && type.subresources().contains("status")) {
            replace(next, "status", old.get("status"));
        }
        if (type.kind().equals("Namespace") && type.builtIn() && !subresource.equals("finalize")) {
            replace(Metadata.of(next), "deletionTimestamp", old.path("metadata").get("deletionTimestamp"));
            next.withObjectProperty("spec").set("finalizers", old.path("spec").path("finalizers"));
        }
        ObjectNode metadata = Metadata.of(next);
        for (String field : SYSTEM) {
            replace(metadata, field, old.path("metadata").get(field));
        }
        metadata.put("resourceVersion", Metadata.resourceVersion(old));
        metadata.remove("selfLink");
        metadata.put("name", Metadata.name(old));
        checkFinalizers(type, old, next);
        return next;
    }

    private static ObjectNode statusOf(ResourceType type, ObjectNode old, ObjectNode wanted) {
        ObjectNode next = old.deepCopy();
        replace(next, "status", wanted.get("status"));
        if (type.builtIn()) {
            for (String field : List.of("labels", "annotations", "finalizers", "managedFields")) {
                replace(Metadata.of(next), field, wanted.path("metadata").get(field));
            }
        } else {
            replace(Metadata.of(next), "managedFields", wanted.path("metadata").get("managedFields"));
        }
        return next;
    }

    private static void checkIdentity(ResourceType type, ObjectNode old, ObjectNode wanted) {
        String uid = Metadata.uid(wanted);
        if (!uid.isEmpty() && !uid.equals(Metadata.uid(old))) {
            throw Problem.conflict(
                            type.groupResource(),
                            Metadata.name(old),
                            "Precondition failed: UID in precondition: %s, UID in object meta: %s"
                                    .formatted(uid, Metadata.uid(old)))
                    .exception();
        }
        String namespace = Metadata.namespace(wanted);
        if (!namespace.isEmpty() && !namespace.equals(Metadata.namespace(old))) {
            throw Problem.badRequest(
                            "the namespace of the provided object does not match the namespace sent on the request")
                    .exception();
        }
    }

    private static void checkFinalizers(ResourceType type, ObjectNode old, ObjectNode next) {
        if (!Metadata.isDeleting(old)) {
            return;
        }
        List<String> added = new ArrayList<>(Metadata.finalizers(next));
        added.removeAll(Metadata.finalizers(old));
        if (!added.isEmpty()) {
            String list = "[]string{\"" + String.join("\", \"", added) + "\"}";
            Cause cause = Cause.forbidden(
                    "metadata.finalizers",
                    "no new finalizers can be added if the object is being deleted, found new finalizers " + list);
            throw Problem.invalid(type.group(), type.kind(), Metadata.name(old), List.of(cause))
                    .exception();
        }
    }

    /** Counts a change of anything that is not metadata and, where there is a status subresource, not status. */
    static void countGeneration(ResourceType type, ObjectNode old, ObjectNode next) {
        if (Kinds.rules(type).generation() && !counted(type, old).equals(counted(type, next))) {
            long generation = old.path("metadata").path("generation").asLong();
            Metadata.of(next).put("generation", generation + 1);
        }
    }

    private static Map<String, JsonNode> counted(ResourceType type, ObjectNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(field -> {
            boolean status =
                    field.getKey().equals("status") && !type.subresources().contains("status");
            if (status || !NOT_COUNTED.contains(field.getKey())) {
                fields.put(field.getKey(), field.getValue());
            }
        });
        return fields;
    }

    private static void replace(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }
}
