package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Judges writes of backups and their trackers. Source: KubeVirt v1.9.0, {@code backup.go}. */
final class BackupReview {
    private static final Set<String> ENDED = Set.of("Done", "Failed", "Aborted");

    private BackupReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        if (review.before() != null) {
            return new Verdict.Allowed(null, List.of());
        }
        if (!FeatureGates.isEnabled("IncrementalBackup", facts.configuration())) {
            return Refusal.bad("Backups need the feature gate IncrementalBackup, which is off.");
        }
        JsonNode source = object.path("spec").path("source");
        return facts.list("backup.kubevirt.io", "virtualmachinebackups", review.namespace()).stream()
                .filter(other -> other.path("spec").path("source").equals(source))
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
