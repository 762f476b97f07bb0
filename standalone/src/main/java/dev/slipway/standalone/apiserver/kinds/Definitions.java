package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.status.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** CustomResourceDefinitions: names completed, served at once, checked. */
final class Definitions {
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private Definitions() {}

    static void complete(ObjectNode definition) {
        ObjectNode spec = Defaults.child(definition, "spec");
        ObjectNode names = Defaults.child(spec, "names");
        String kind = names.path("kind").asText();
        Defaults.putIfAbsent(names, "singular", kind.toLowerCase(Locale.ROOT));
        Defaults.putIfAbsent(names, "listKind", kind + "List");
        Defaults.putIfAbsent(Defaults.child(spec, "conversion"), "strategy", "None");
        ObjectNode status = Defaults.child(definition, "status");
        status.set("acceptedNames", names.deepCopy());
        Set<String> stored = new LinkedHashSet<>();
        status.path("storedVersions").forEach(version -> stored.add(version.asText()));
        spec.path("versions").forEach(version -> {
            if (version.path("storage").asBoolean()) {
                stored.add(version.path("name").asText());
            }
        });
        ArrayNode versions = status.putArray("storedVersions");
        stored.forEach(versions::add);
        String now = Metadata.time(Instant.now());
        if (!status.path("conditions").isArray() || status.path("conditions").isEmpty()) {
            ArrayNode conditions = status.putArray("conditions");
            condition(conditions.addObject(), "NamesAccepted", now, "NoConflicts", "no conflicts found");
            condition(
                    conditions.addObject(),
                    "Established",
                    now,
                    "InitialNamesAccepted",
                    "the initial names have been accepted");
        }
        List<String> finalizers = Metadata.finalizers(definition);
        if (!Metadata.isDeleting(definition) && !finalizers.contains(CLEANUP)) {
            finalizers.add(CLEANUP);
            Metadata.setFinalizers(definition, finalizers);
        }
    }

    private static void condition(ObjectNode condition, String type, String now, String reason, String message) {
        condition.put("type", type).put("status", "True").put("lastTransitionTime", now);
        condition.put("reason", reason).put("message", message);
    }

    static List<Cause> problems(ObjectNode definition, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = definition.path("spec");
        String group = spec.path("group").asText();
        String plural = spec.path("names").path("plural").asText();
        String name = plural + "." + group;
        if (!Metadata.name(definition).equals(name)) {
            causes.add(Cause.invalid(
                    "metadata.name",
                    "\"" + Metadata.name(definition) + "\"",
                    "must be spec.names.plural+\".\"+spec.group"));
        }
        require(causes, spec.path("group"), "spec.group");
        require(causes, spec.path("names").path("plural"), "spec.names.plural");
        require(causes, spec.path("names").path("kind"), "spec.names.kind");
        String scope = spec.path("scope").asText("");
        if (!List.of("Cluster", "Namespaced").contains(scope)) {
            causes.add(
                    scope.isEmpty()
                            ? Cause.required("spec.scope", "")
                            : Cause.notSupported("spec.scope", "\"" + scope + "\"", List.of("Cluster", "Namespaced")));
        }
        versions(causes, spec.path("versions"));
        if (spec.path("conversion").path("strategy").asText().equals("Webhook")) {
            causes.add(Cause.notSupported("spec.conversion.strategy", "\"Webhook\"", List.of("None")));
        }
        old.ifPresent(before -> immutable(causes, before.path("spec"), spec));
        return causes;
    }

    private static void versions(List<Cause> causes, JsonNode versions) {
        long storage = 0;
        for (int i = 0; i < versions.size(); i++) {
            JsonNode version = versions.get(i);
            storage += version.path("storage").asBoolean() ? 1 : 0;
            String path = "spec.versions[" + i + "]";
            require(causes, version.path("name"), path + ".name");
            if (!version.path("schema").path("openAPIV3Schema").isObject()) {
                causes.add(Cause.required(path + ".schema.openAPIV3Schema", "schemas are required"));
            }
        }
        if (storage != 1) {
            causes.add(Cause.invalid(
                    "spec.versions", versions.toString(), "must have exactly one version marked as storage version"));
        }
    }

    private static void immutable(List<Cause> causes, JsonNode before, JsonNode spec) {
        for (String field : List.of("group", "scope")) {
            if (!before.path(field).equals(spec.path(field))) {
                causes.add(Cause.invalid("spec." + field, spec.path(field).toString(), "field is immutable"));
            }
        }
        for (String field : List.of("plural", "kind")) {
            if (!before.path("names").path(field).equals(spec.path("names").path(field))) {
                causes.add(Cause.invalid(
                        "spec.names." + field, spec.path("names").path(field).toString(), "field is immutable"));
            }
        }
    }

    private static void require(List<Cause> causes, JsonNode value, String field) {
        if (value.asText("").isEmpty()) {
            causes.add(Cause.required(field, ""));
        }
    }
}
