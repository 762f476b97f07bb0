package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Judges writes of backups and their trackers. Source: KubeVirt v1.9.0, {@code backup.go}. */
final class BackupReview {
    private static final Set<String> ENDED = Set.of("Complete", "Failed");

    private BackupReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        if (review.before() != null) {
            return new Verdict.Allowed(null, List.of());
        }
        if (!FeatureGates.isEnabled("IncrementalBackup", facts.configuration())) {
            return Refusal.bad("Backups need the feature gate IncrementalBackup, which is off.");
        }
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachineBackupSpec", object.path("spec"));
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        if (facts.find("backup.kubevirt.io", "virtualmachinebackups", review.namespace(), review.name())
                .isPresent()) {
            return Refusal.of(List.of(new Cause(
                    "FieldValueInvalid",
                    "metadata.name",
                    "There is a backup " + review.name() + " already. Choose another name, or delete that one.")));
        }
        JsonNode source = object.path("spec").path("source");
        return facts.list("backup.kubevirt.io", "virtualmachinebackups", review.namespace()).stream()
                .filter(other -> SameMeaning.of(other.path("spec").path("source"), source))
                .filter(other -> !hasEnded(other))
                .findFirst()
                .<Verdict>map(other -> Refusal.of(List.of(new Cause(
                        "FieldValueInvalid",
                        "spec.source",
                        "The backup " + other.path("metadata").path("name").asText()
                                + " of the same source is in progress. Wait for it, or delete it."))))
                .orElseGet(() -> new Verdict.Allowed(null, List.of()));
    }

    static Verdict ofTracker(Review review, ObjectNode object, ClusterFacts facts) {
        return review.before() != null || FeatureGates.isEnabled("IncrementalBackup", facts.configuration())
                ? new Verdict.Allowed(null, List.of())
                : Refusal.bad("Backup trackers need the feature gate IncrementalBackup, which is off.");
    }

    private static boolean hasEnded(JsonNode backup) {
        return StreamSupport.stream(backup.path("status").path("conditions").spliterator(), false)
                .anyMatch(condition -> ENDED.contains(condition.path("type").asText())
                        && condition.path("status").asText().equals("True"));
    }
}
