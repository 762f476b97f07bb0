package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Optional;

/** Judges writes of snapshots. Source: KubeVirt v1.9.0, {@code vmsnapshot.go}. */
final class SnapshotReview {
    private SnapshotReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        if (review.before() == null && !FeatureGates.isEnabled("Snapshot", facts.configuration())) {
            return Refusal.bad("Snapshots need the feature gate Snapshot, which is off.");
        }
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachineSnapshotSpec", spec);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        if (review.before() != null) {
            return immutable(spec, review.before(), "snapshot");
        }
        return source(spec.path("source"), "spec.source")
                .<Verdict>map(cause -> Refusal.of(List.of(cause)))
                .orElseGet(() -> new Verdict.Allowed(null, List.of()));
    }

    static Verdict immutable(JsonNode spec, JsonNode before, String word) {
        return SameMeaning.of(spec, before.path("spec"))
                ? new Verdict.Allowed(null, List.of())
                : Refusal.of(List.of(new Cause(
                        "FieldValueInvalid",
                        "spec",
                        "The spec of a " + word + " cannot change. Delete it and make a new one.")));
    }

    /** Returns what is wrong with a reference to a machine. */
    static Optional<Cause> source(JsonNode reference, String field) {
        if (!reference.hasNonNull("apiGroup")) {
            return Optional.of(new Cause(
                    "FieldValueNotFound", field + ".apiGroup", field + ".apiGroup is missing. Set it to kubevirt.io."));
        }
        String group = reference.get("apiGroup").asText();
        if (!group.equals("kubevirt.io")) {
            return Optional.of(new Cause(
                    "FieldValueInvalid",
                    field + ".apiGroup",
                    field + ".apiGroup is '" + group + "'. Set it to kubevirt.io."));
        }
        String kind = reference.path("kind").asText("");
        return kind.equals("VirtualMachine")
                ? Optional.empty()
                : Optional.of(new Cause(
                        "FieldValueInvalid",
                        field + ".kind",
                        field + ".kind is '" + kind + "'. Only a VirtualMachine can be used."));
    }
}
