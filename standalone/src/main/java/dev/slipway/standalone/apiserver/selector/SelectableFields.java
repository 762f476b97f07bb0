package dev.slipway.standalone.apiserver.selector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import java.util.Map;
import java.util.Set;

/** Which fields of which kind a field selector may name, and how they are read. */
public final class SelectableFields {
    private static final Set<String> EVENT = Set.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type");
    private static final Map<GroupResource, Set<String>> FIELDS = Map.of(
            new GroupResource("", "pods"),
                    Set.of(
                            "spec.nodeName",
                            "spec.restartPolicy",
                            "spec.schedulerName",
                            "spec.serviceAccountName",
                            "spec.hostNetwork",
                            "status.phase",
                            "status.podIP",
                            "status.nominatedNodeName"),
            new GroupResource("", "events"), EVENT,
            new GroupResource("events.k8s.io", "events"), EVENT,
            new GroupResource("", "namespaces"), Set.of("status.phase"),
            new GroupResource("", "nodes"), Set.of("spec.unschedulable"),
            new GroupResource("", "secrets"), Set.of("type"),
            new GroupResource("", "services"), Set.of("spec.clusterIP", "spec.type"));
    private static final Set<String> FALSE_IF_ABSENT = Set.of("spec.hostNetwork", "spec.unschedulable");

    private SelectableFields() {}

    /** Refuses a selector that names a field that cannot be selected. */
    public static void check(ResourceType type, FieldSelector selector) {
        Set<String> fields = FIELDS.getOrDefault(type.groupResource(), Set.of());
        for (FieldSelector.Term term : selector.terms()) {
            boolean known = term.field().equals("metadata.name")
                    || (term.field().equals("metadata.namespace") && (type.namespaced() || !type.builtIn()))
                    || fields.contains(term.field())
                    || type.selectableFields().contains("." + term.field());
            if (!known) {
                throw Problem.badRequest("field label not supported: " + term.field())
                        .exception();
            }
        }
    }

    /** Returns the value of a field as selectors compare it. */
    public static String value(JsonNode object, String field) {
        if (field.equals("source") && object.path("source").isObject()) {
            return object.path("source").path("component").asText("");
        }
        JsonNode node = object;
        for (String name : field.split("\\.")) {
            node = node.path(name);
        }
        String value = node.asText("");
        return value.isEmpty() && FALSE_IF_ABSENT.contains(field) ? "false" : value;
    }
}
