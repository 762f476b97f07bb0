package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Judges writes of DataVolumes: who may clone what, and that a spec stays as it was. */
final class DataVolumeReview {
    private DataVolumeReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        if (review.operation() != Review.Operation.UPDATE || before == null) {
            return CloneRights.mark(review, object, List.of(object.path("spec")), facts)
                    .orElseGet(() -> new Verdict.Allowed(object, List.of()));
        }
        if (!object.path("spec").equals(before.path("spec"))) {
            return Refusal.of(
                    List.of(new Cause("FieldValueDuplicate", "DataVolume.Spec", "Cannot update DataVolume Spec")));
        }
        CloneRights.keep(object, before);
        return new Verdict.Allowed(object, List.of());
    }
}
