package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges writes of restores. Source: KubeVirt v1.9.0, {@code vmrestore.go}. */
final class RestoreReview {
    private static final String SNAPSHOTS = "snapshot.kubevirt.io";

    /** States of a machine whose changed blocks are recorded beside its disks. */
    private static final Set<String> TRACKED = Set.of("Initializing", "Enabled");

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
            String name = spec.path("virtualMachineSnapshotName").asText();
            if (name.isEmpty()) {
                return Refusal.bad("spec.virtualMachineSnapshotName is empty. Name the snapshot to restore.");
            }
            Optional<JsonNode> snapshot = facts.find(SNAPSHOTS, "virtualmachinesnapshots", review.namespace(), name);
            if (snapshot.isPresent()) {
                if (spec.path("target").path("name").asText("").isEmpty()) {
                    return Refusal.bad("spec.target.name is empty. Name the machine to restore to.");
                }
                causes.addAll(RestorePatches.of(spec.path("patches")));
                if (goesElsewhere(review, spec, snapshot.get(), facts)) {
                    Optional<JsonNode> content = content(review, snapshot.get(), facts);
                    if (content.isEmpty()) {
                        return Refusal.bad("The snapshot " + name
                                + " has no content yet, so that nothing is known about its machine. Wait until it is"
                                + " ready.");
                    }
                    bound(content.get()).ifPresent(causes::add);
                }
            }
            causes.addAll(overrides(spec.path("volumeRestoreOverrides")));
            policy(spec, "volumeRestorePolicy", List.of("InPlace", "RandomizeNames", "PrefixTargetName"), causes);
            policy(spec, "volumeOwnershipPolicy", List.of("Vm", "None"), causes);
        }
        facts.list(SNAPSHOTS, "virtualmachinerestores", review.namespace()).stream()
                .filter(restore -> SameMeaning.of(restore.path("spec").path("target"), spec.path("target")))
                .filter(restore -> !restore.path("status").path("complete").asBoolean())
                .forEach(restore -> causes.add(new Cause(
                        "FieldValueInvalid",
                        "spec.target",
                        "The restore " + restore.path("metadata").path("name").asText()
                                + " of the same machine is in progress. Wait for it, or delete it.")));
        return causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
    }

    private static boolean goesElsewhere(Review review, JsonNode spec, JsonNode snapshot, ClusterFacts facts) {
        Optional<JsonNode> machine = facts.find(
                "kubevirt.io",
                "virtualmachines",
                review.namespace(),
                spec.path("target").path("name").asText());
        JsonNode source = snapshot.path("status").path("sourceUID");
        return machine.isEmpty()
                || !source.isMissingNode()
                        && !source.equals(machine.get().path("metadata").path("uid"));
    }

    private static Optional<JsonNode> content(Review review, JsonNode snapshot, ClusterFacts facts) {
        return facts.find(
                SNAPSHOTS,
                "virtualmachinesnapshotcontents",
                review.namespace(),
                snapshot.path("status")
                        .path("virtualMachineSnapshotContentName")
                        .asText(""));
    }

    /** The state of a TPM and of UEFI variables belongs to one machine and cannot be restored to another. */
    private static Optional<Cause> bound(JsonNode content) {
        JsonNode machine = content.path("spec").path("source").path("virtualMachine");
        JsonNode domain = machine.path("spec").path("template").path("spec").path("domain");
        String tracking = machine.path("status")
                .path("changedBlockTracking")
                .path("state")
                .asText("");
        return keepsState(domain) || TRACKED.contains(tracking)
                ? Optional.of(new Cause(
                        "FieldValueInvalid",
                        "spec",
                        "The machine of the snapshot has a persistent TPM, UEFI variables or a record of changed"
                                + " blocks, which only that machine can get back. Restore to it."))
                : Optional.empty();
    }

    private static boolean keepsState(JsonNode domain) {
        JsonNode tpm = domain.path("devices").path("tpm");
        return tpm.path("enabled").asBoolean(true) && tpm.path("persistent").asBoolean()
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
