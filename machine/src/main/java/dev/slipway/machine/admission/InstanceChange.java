package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges changes of a running instance: users may change its labels and annotations, the parts may plug devices into it.
 * Source: KubeVirt v1.9.0, {@code vmi-update-admitter.go}.
 */
final class InstanceChange {
    private static final Set<String> RESERVED = Set.of(
            "kubevirt.io/created-by",
            "kubevirt.io/migrationJobUID",
            "kubevirt.io/nodeName",
            "kubevirt.io/migrationTargetNodeName",
            "kubevirt.io/schedulable",
            "kubevirt.io/install-strategy");

    private InstanceChange() {}

    static Verdict of(Review review, ObjectNode object, JsonNode before, ClusterFacts facts) {
        Optional<Verdict.Denied> foreign = NodeRestriction.refusal(review, object, before, facts);
        if (foreign.isPresent()) {
            return foreign.get();
        }
        boolean part = Writer.isPart(review);
        boolean changed = !SameMeaning.of("VirtualMachineInstanceSpec", object.path("spec"), before.path("spec"));
        if (changed && !part) {
            return Refusal.whole(
                    "FieldValueNotSupported",
                    "The spec of an instance is changed by its VirtualMachine and by subresources only. Change the"
                            + " VirtualMachine " + review.name() + ".");
        }
        List<Cause> wrong = changed ? plugged(object, before, facts) : List.of();
        if (!wrong.isEmpty()) {
            return Refusal.of(wrong);
        }
        if (!part && !reserved(object).equals(reserved(before))) {
            return Refusal.whole(
                    "FieldValueNotSupported",
                    "The labels " + String.join(", ", RESERVED.stream().sorted().toList())
                            + " say where an instance runs and are not for users. Leave them as they are.");
        }
        return new Verdict.Allowed(part ? null : withStatus(object, before), List.of());
    }

    /** A user's change of the status has no effect: only the parts write it. */
    private static ObjectNode withStatus(ObjectNode object, JsonNode before) {
        if (before.has("status")) {
            object.set("status", before.get("status"));
        } else {
            object.remove("status");
        }
        return object;
    }

    private static List<Cause> plugged(JsonNode object, JsonNode before, ClusterFacts facts) {
        JsonNode now = object.path("spec").path("domain");
        JsonNode old = before.path("spec").path("domain");
        if (now.path("cpu").path("maxSockets").asLong()
                != old.path("cpu").path("maxSockets").asLong()) {
            return invalid("maxSockets is fixed while the machine runs. Restart it to change that.");
        }
        JsonNode most = now.path("memory").path("maxGuest");
        JsonNode mostBefore = old.path("memory").path("maxGuest");
        if (!most.isMissingNode() && !mostBefore.isMissingNode() && !sameAmount(most, mostBefore)) {
            return invalid("maxGuest is fixed while the machine runs. Restart it to change that.");
        }
        List<Cause> helpers =
                UtilityVolumes.wrong(object, before, FeatureGates.isEnabled("UtilityVolumes", facts.configuration()));
        return helpers.isEmpty()
                ? PluggedDisks.wrong(
                                object,
                                before,
                                FeatureGates.isEnabled("DeclarativeHotplugVolumes", facts.configuration()))
                        .stream()
                        .toList()
                : helpers;
    }

    private static boolean sameAmount(JsonNode one, JsonNode other) {
        return new Quantity(one.asText())
                        .getNumericalAmount()
                        .compareTo(new Quantity(other.asText()).getNumericalAmount())
                == 0;
    }

    private static List<Cause> invalid(String sentence) {
        return List.of(new Cause("FieldValueInvalid", "", sentence));
    }

    private static Map<String, String> reserved(JsonNode object) {
        Map<String, String> labels = new TreeMap<>();
        object.path("metadata").path("labels").properties().stream()
                .filter(label -> RESERVED.contains(label.getKey()))
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
