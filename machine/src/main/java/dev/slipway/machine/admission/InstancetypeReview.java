package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges writes of instance types and preferences. Source: KubeVirt v1.9.0, {@code pkg/instancetype/webhooks}. */
final class InstancetypeReview {
    private static final Map<String, String> DEPRECATED = Map.of(
            "preferSockets", "sockets",
            "preferCores", "cores",
            "preferThreads", "threads",
            "preferSpread", "spread",
            "preferAny", "any");
    private static final List<String> SPREADS = List.of("SocketsCores", "CoresThreads", "SocketsCoresThreads");

    private InstancetypeReview() {}

    static Verdict ofInstancetype(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachineInstancetypeSpec", object.path("spec"));
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        JsonNode memory = object.path("spec").path("memory");
        long percent = memory.path("overcommitPercent").asLong();
        String field = "spec.memory.overcommitPercent";
        List<Cause> causes = new ArrayList<>();
        if (percent < 0 || percent > 100) {
            causes.add(new Cause("FieldValueInvalid", field, field + " is " + percent + ". Use 0 to 100."));
        }
        if (percent != 0 && memory.hasNonNull("hugepages")) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    field,
                    "Memory of huge pages cannot be overcommitted. Remove overcommitPercent or hugepages."));
        }
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        return new Verdict.Allowed(
                null,
                object.path("spec").hasNonNull("launchSecurity")
                        ? List.of("launchSecurity is deprecated and will be removed in a future release. Use preference"
                                + " instead.")
                        : List.of());
    }

    static Verdict ofPreference(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachinePreferenceSpec", object.path("spec"));
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        JsonNode cpu = object.path("spec").path("cpu");
        if (!cpu.hasNonNull("preferredCPUTopology")) {
            return new Verdict.Allowed(null, List.of());
        }
        String topology = cpu.get("preferredCPUTopology").asText();
        List<Cause> causes = new ArrayList<>();
        if (!DEPRECATED.containsKey(topology) && !DEPRECATED.containsValue(topology)) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec.cpu.preferredCPUTopology",
                    "preferredCPUTopology '" + topology
                            + "' is not known. Use sockets, cores, threads, spread or any."));
        }
        if (topology.equals("spread") || topology.equals("preferSpread")) {
            causes.addAll(spread(object.path("spec")));
        }
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        return new Verdict.Allowed(
                null,
                DEPRECATED.containsKey(topology)
                        ? List.of("PreferredCPUTopology " + topology
                                + " is deprecated for removal in a future release, please use "
                                + DEPRECATED.get(topology) + " instead")
                        : List.of());
    }

    private static List<Cause> spread(JsonNode spec) {
        JsonNode options = spec.path("cpu").path("spreadOptions");
        String across = options.hasNonNull("across") ? options.get("across").asText() : "SocketsCores";
        if (!SPREADS.contains(across)) {
            return List.of(new Cause(
                    "FieldValueInvalid",
                    "spec.cpu.spreadOptions.across",
                    "Processors cannot be spread across '" + across + "'. Use " + String.join(", ", SPREADS) + "."));
        }
        long old = spec.path("preferSpreadSocketToCoreRatio").asLong();
        long ratio = options.hasNonNull("ratio") ? options.get("ratio").asLong() : old == 0 ? 2 : old;
        return across.equals("CoresThreads") && ratio != 2
                ? List.of(new Cause(
                        "FieldValueInvalid",
                        "spec.cpu.spreadOptions.ratio",
                        "A core has two threads, so the ratio across cores and threads is 2, not " + ratio + "."))
                : List.of();
    }
}
