package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.naming.NameRule;
import dev.slipway.standalone.apiserver.status.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What built-in kinds must fulfil beyond their schema. */
final class Checks {
    private static final String POD_IS_FIXED =
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";
    private static final String CLAIM_IS_FIXED =
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

    private Checks() {}

    static List<Cause> pod(ObjectNode pod, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = pod.path("spec");
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required("spec.containers", ""));
        }
        Set<String> names = new HashSet<>();
        containers(causes, names, spec, "initContainers");
        containers(causes, names, spec, "containers");
        old.ifPresent(before -> {
            if (!fixedParts(before.path("spec")).equals(fixedParts(spec))) {
                causes.add(Cause.forbidden("spec", POD_IS_FIXED));
            }
        });
        return causes;
    }

    private static void containers(List<Cause> causes, Set<String> names, JsonNode spec, String list) {
        for (int i = 0; i < spec.path(list).size(); i++) {
            JsonNode container = spec.path(list).get(i);
            String path = "spec." + list + "[" + i + "]";
            String name = container.path("name").asText("");
            if (name.isEmpty()) {
                causes.add(Cause.required(path + ".name", ""));
            } else {
                NameRule.LABEL.refuse(path + ".name", name).ifPresent(causes::add);
                if (!names.add(name)) {
                    causes.add(Cause.duplicate(path + ".name", "\"" + name + "\""));
                }
            }
            if (container.path("image").asText("").isEmpty()) {
                causes.add(Cause.required(path + ".image", ""));
            }
        }
    }

    private static ObjectNode fixedParts(JsonNode spec) {
        ObjectNode fixed = spec.isObject() ? spec.deepCopy() : Json.object();
        fixed.remove(
                List.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"));
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            fixed.path(list).forEach(container -> ((ObjectNode) container).remove("image"));
        }
        return fixed;
    }

    static List<Cause> claim(ObjectNode claim, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = claim.path("spec");
        if (spec.path("accessModes").isEmpty()) {
            causes.add(Cause.required("spec.accessModes", "at least 1 access mode is required"));
        }
        if (!spec.path("resources").path("requests").has("storage")) {
            causes.add(Cause.required("spec.resources[storage]", ""));
        }
        old.ifPresent(before -> {
            boolean binding = before.path("spec").path("volumeName").asText("").isEmpty();
            if (!fixedClaim(before, binding).equals(fixedClaim(claim, binding))) {
                causes.add(Cause.forbidden("spec", CLAIM_IS_FIXED));
            }
        });
        return causes;
    }

    private static ObjectNode fixedClaim(ObjectNode claim, boolean binding) {
        ObjectNode fixed = claim.path("spec").deepCopy();
        fixed.remove(List.of("resources", "volumeAttributesClassName"));
        if (binding) {
            fixed.remove(List.of("volumeName", "storageClassName"));
        }
        return fixed;
    }

    static List<Cause> immutableData(ObjectNode object, Optional<ObjectNode> old) {
        boolean frozen =
                old.filter(before -> before.path("immutable").asBoolean()).isPresent();
        if (!frozen) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        for (String field : List.of("data", "binaryData", "stringData", "immutable")) {
            if (!old.orElseThrow().path(field).equals(object.path(field))) {
                causes.add(Cause.forbidden(field, "field is immutable when `immutable` is set"));
            }
        }
        return causes;
    }

    static List<Cause> secret(ObjectNode secret, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>(immutableData(secret, old));
        old.filter(before -> !before.path("type").equals(secret.path("type")))
                .ifPresent(_ ->
                        causes.add(Cause.invalid("type", secret.path("type").toString(), "field is immutable")));
        return causes;
    }

    static List<Cause> roleBinding(ObjectNode binding, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        JsonNode role = binding.path("roleRef");
        for (String field : List.of("kind", "name")) {
            if (role.path(field).asText("").isEmpty()) {
                causes.add(Cause.required("roleRef." + field, ""));
            }
        }
        old.filter(before -> !before.path("roleRef").equals(role))
                .ifPresent(_ -> causes.add(Cause.invalid("roleRef", role.toString(), "cannot change roleRef")));
        return causes;
    }

    static List<Cause> storageClass(ObjectNode storage, Optional<ObjectNode> old) {
        List<Cause> causes = new ArrayList<>();
        if (storage.path("provisioner").asText("").isEmpty()) {
            causes.add(Cause.required("provisioner", ""));
        }
        return causes;
    }
}
