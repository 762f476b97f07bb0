package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.validate.FeatureGates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Judges writes of restores. Source: KubeVirt v1.9.0, {@code vmrestore.go}. */
final class RestoreReview {
    private static final String SNAPSHOTS = "snapshot.kubevirt.io";

    private RestoreReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        if (review.before() != null) {
            return SnapshotReview.immutable(spec, review.before(), "restore");
        }
        if (!FeatureGates.isEnabled("Snapshot", facts.configuration())) {
            return Refusal.bad("Restores need the feature gate Snapshot, which is off.");
        }
        List<Cause> causes = new ArrayList<>();
        Optional<Cause> target = SnapshotReview.source(spec.path("target"), "spec.target");
        target.ifPresent(causes::add);
        if (target.isEmpty()) {
            Optional<JsonNode> snapshot = facts.find(
                    SNAPSHOTS,
                    "virtualmachinesnapshots",
                    review.namespace(),
                    spec.path("virtualMachineSnapshotName").asText());
            if (snapshot.isPresent()) {
                causes.addAll(RestorePatches.of(spec.path("patches")));
                other(review, spec, snapshot.get(), facts).ifPresent(causes::add);
            }
            causes.addAll(overrides(spec.path("volumeRestoreOverrides")));
            policy(spec, "volumeRestorePolicy", List.of("InPlace", "RandomizeNames", "PrefixTargetName"), causes);
            policy(spec, "volumeOwnershipPolicy", List.of("Vm", "None"), causes);
        }
        facts.list(SNAPSHOTS, "virtualmachinerestores", review.namespace()).stream()
                .filter(restore -> restore.path("spec").path("target").equals(spec.path("target")))
                .filter(restore -> !restore.path("status").path("complete").asBoolean())
                .forEach(restore -> causes.add(new Cause(
                        "FieldValueInvalid",
                        "spec.target",
                        "The restore " + restore.path("metadata").path("name").asText()
                                + " of the same machine is in progress. Wait for it, or delete it.")));
        return causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
    }

    /** The state of a TPM and of UEFI variables belongs to one machine and cannot be restored to another. */
    private static Optional<Cause> other(Review review, JsonNode spec, JsonNode snapshot, ClusterFacts facts) {
        Optional<JsonNode> machine = facts.find(
                "kubevirt.io",
                "virtualmachines",
                review.namespace(),
                spec.path("target").path("name").asText());
        JsonNode source = snapshot.path("status").path("sourceUID");
        boolean same = machine.isPresent()
                && (source.isMissingNode()
                        || source.equals(machine.get().path("metadata").path("uid")));
        if (same) {
            return Optional.empty();
        }
        return facts.find(
                        SNAPSHOTS,
                        "virtualmachinesnapshotcontents",
                        review.namespace(),
                        snapshot.path("status")
                                .path("virtualMachineSnapshotContentName")
                                .asText())
                .map(content -> content.path("spec")
                        .path("source")
                        .path("virtualMachine")
                        .path("spec")
                        .path("template")
                        .path("spec")
                        .path("domain"))
                .filter(RestoreReview::keepsState)
                .map(_ -> new Cause(
                        "FieldValueInvalid",
                        "spec",
                        "The machine of the snapshot has a persistent TPM or UEFI variables, which only that machine can"
                                + " get back. Restore to it."));
    }

    private static boolean keepsState(JsonNode domain) {
        return domain.path("devices").path("tpm").path("persistent").asBoolean()
                || domain.path("firmware")
                        .path("bootloader")
                        .path("efi")
                        .path("persistent")
                        .asBoolean();
    }

    private static List<Cause> overrides(JsonNode overrides) {
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < overrides.size(); i++) {
            JsonNode override = overrides.get(i);
            String field = "spec.volumeRestoreOverrides[" + i + "]";
            if (override.path("volumeName").asText("").isEmpty()) {
                causes.add(new Cause(
                        "FieldValueRequired", field + ".volumeName", field + " names no volume. Set volumeName."));
            }
            boolean nothing = override.path("restoreName").asText("").isEmpty()
                    && !override.hasNonNull("annotations")
                    && !override.hasNonNull("labels");
            if (nothing) {
                causes.add(new Cause(
                        "FieldValueRequired",
                        field,
                        field + " changes nothing. Set restoreName, labels or annotations, or remove it."));
            }
        }
        return causes;
    }

    private static void policy(JsonNode spec, String field, List<String> known, List<Cause> causes) {
        if (spec.hasNonNull(field) && !known.contains(spec.get(field).asText())) {
            causes.add(new Cause(
                    "FieldValueInvalid",
                    "spec." + field,
                    "spec." + field + " '" + spec.get(field).asText() + "' is not known. Use "
                            + String.join(", ", known) + "."));
        }
    }
}
