package dev.slipway.machine.admission;

import static dev.slipway.machine.admission.DiskSourceRules.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.Optional;

/** Judges writes of the sources that claims refer to. Source: CDI v1.66, {@code populators-validate.go}, and its answers. */
final class VolumeSourceReview {
    private static final List<String> CONTENT_TYPES = List.of("", "kubevirt", "archive");
    private static final List<String> IN_STAGES = List.of("vddk", "imageio");
    private static final List<String> STAGES = List.of("checkpoints", "finalCheckpoint");
    private static final int LONGEST_NAME = 63;

    private VolumeSourceReview() {}

    /** Judges VolumeImportSources. */
    static Verdict ofImport(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        JsonNode source = spec.path("source");
        String contentType = spec.path("contentType").asText("");
        Optional<Cause> first = DiskSourceRules.first(List.of(
                () -> changed(review, spec, "VolumeImportSource"),
                () -> longName(object),
                () -> contentType(contentType),
                () -> count(source),
                () -> isInStages(spec) && spec.path("targetClaim").asText("").isEmpty()
                        ? Optional.of(invalid(
                                "spec.targetClaim",
                                "Unable to do multi-stage import without specifying a target claim"))
                        : Optional.empty()));
        return verdict(object, first.map(List::of).orElseGet(() -> DiskSourceRules.of(source, contentType, "spec")));
    }

    /** Judges VolumeUploadSources. */
    static Verdict ofUpload(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        return verdict(
                object,
                DiskSourceRules.first(List.of(
                                () -> changed(review, spec, "VolumeUploadSource"),
                                () -> longName(object),
                                () -> contentType(spec.path("contentType").asText(""))))
                        .map(List::of)
                        .orElse(List.of()));
    }

    private static Verdict verdict(ObjectNode object, List<Cause> causes) {
        return causes.isEmpty() ? new Verdict.Allowed(object, List.of()) : Refusal.of(causes);
    }

    /** The stages of an import that comes in several may be added to; nothing else ever changes. */
    private static Optional<Cause> changed(Review review, JsonNode spec, String kind) {
        JsonNode before = review.before();
        if (before == null) {
            return Optional.empty();
        }
        JsonNode old = before.path("spec");
        boolean same =
                isInStages(spec) ? SameMeaning.of(withoutStages(spec), withoutStages(old)) : SameMeaning.of(spec, old);
        return same
                ? Optional.empty()
                : Optional.of(new Cause("FieldValueDuplicate", kind + ".Spec", "Cannot update " + kind + " Spec"));
    }

    private static boolean isInStages(JsonNode spec) {
        return !spec.path("checkpoints").isEmpty() && DiskSourceRules.count(spec.path("source"), IN_STAGES) > 0;
    }

    private static JsonNode withoutStages(JsonNode spec) {
        return spec instanceof ObjectNode fields ? fields.deepCopy().without(STAGES) : spec;
    }

    private static Optional<Cause> longName(ObjectNode object) {
        return object.at("/metadata/name").asText("").length() > LONGEST_NAME
                ? Optional.of(invalid("", "Name cannot be longer than " + LONGEST_NAME + " characters"))
                : Optional.empty();
    }

    private static Optional<Cause> contentType(String contentType) {
        return CONTENT_TYPES.contains(contentType)
                ? Optional.empty()
                : Optional.of(invalid("spec.contentType", "ContentType not one of: kubevirt, archive"));
    }

    private static Optional<Cause> count(JsonNode source) {
        long count = DiskSourceRules.count(source, DiskSourceRules.IMPORTED);
        return count == 1
                ? Optional.empty()
                : Optional.of(invalid(
                        "spec.source", count == 0 ? "Missing VolumeImport source" : "Multiple VolumeImport sources"));
    }
}
