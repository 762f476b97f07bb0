package dev.slipway.machine.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the parts of the installation run: what Kubernetes would say of Pods that are placed so. KubeVirt asks it by a
 * rehearsal, whose answer is one cause without a field. Source: KubeVirt v1.9.0, {@code kubevirt-update-admitter.go};
 * Kubernetes, {@code pkg/apis/core/validation}.
 */
public final class PlacementRules {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> EFFECTS = Set.of("", "NoSchedule", "PreferNoSchedule", "NoExecute");

    private PlacementRules() {}

    /** Returns what is wrong with {@code placement} at {@code field}: nothing, or one cause. */
    public static List<Cause> of(JsonNode placement, String field) {
        List<Cause> causes = new ArrayList<>();
        FieldPath path = new FieldPath(field);
        Map<String, String> labels = new LinkedHashMap<>();
        placement
                .path("nodeSelector")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        LabelRules.selector(
                new LabelSelectorBuilder().withMatchLabels(labels).build(), path.child("nodeSelector"), causes);
        JsonNode affinity = placement.path("affinity");
        if (affinity.isObject()) {
            causes.addAll(SchedulingRules.ofAffinity(affinity(affinity), path.child("affinity")));
        }
        JsonNode tolerations = placement.path("tolerations");
        for (int i = 0; i < tolerations.size(); i++) {
            toleration(tolerations.get(i), path.child("tolerations").index(i), causes);
        }
        return causes.isEmpty()
                ? List.of()
                : List.of(new Cause(
                        "FieldValueInvalid",
                        "",
                        String.join(" ", causes.stream().map(Cause::message).toList())));
    }

    private static Affinity affinity(JsonNode given) {
        try {
            return JSON.treeToValue(given, Affinity.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the affinity passed the check of its type", e);
        }
    }

    private static void toleration(JsonNode toleration, FieldPath path, List<Cause> causes) {
        String key = toleration.path("key").asText("");
        String operator = toleration.path("operator").asText("");
        String value = toleration.path("value").asText("");
        String effect = toleration.path("effect").asText("");
        if (!key.isEmpty()) {
            LabelRules.name(key, path.child("key"), causes);
        } else if (!operator.equals("Exists")) {
            causes.add(path.child("operator").invalid(path + " has no key, which needs the operator Exists."));
        }
        if (toleration.hasNonNull("tolerationSeconds") && !effect.equals("NoExecute")) {
            causes.add(path.child("effect").invalid(path + " has tolerationSeconds, which need the effect NoExecute."));
        }
        switch (operator) {
            case "", "Equal" -> LabelRules.value(value, path.child("value"), causes);
            case "Exists" -> {
                if (!value.isEmpty()) {
                    causes.add(path.child("value").invalid(path + " may have no value with the operator Exists."));
                }
            }
            default ->
                causes.add(path.child("operator")
                        .notSupported(path + " has the operator " + operator + ". Use Exists or Equal."));
        }
        if (!EFFECTS.contains(effect)) {
            causes.add(path.child("effect")
                    .notSupported(
                            path + " has the effect " + effect + ". Use NoSchedule, PreferNoSchedule or NoExecute."));
        }
    }
}
