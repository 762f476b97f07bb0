package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Judges writes of DataVolumes: who may clone what, where the disk comes from, and that a spec stays as it was. */
final class DataVolumeReview {
    private static final String SIZE = "/resources/requests/storage";
    private static final List<String> LATER = List.of("checkpoints", "finalCheckpoint");

    private DataVolumeReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        Optional<Verdict> unreadable = unreadable(object.path("spec"));
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        if (review.operation() != Review.Operation.UPDATE || before == null) {
            return CloneRights.mark(review, object, List.of(object.path("spec")), facts)
                    .orElseGet(() -> created(review, object, facts));
        }
        boolean inStages = isInStages(object.path("spec"));
        if (!settled(object.path("spec"), inStages).equals(settled(before.path("spec"), inStages))) {
            return Refusal.of(List.of(
                            new Cause("FieldValueDuplicate", "DataVolume.Spec", "Cannot update DataVolume Spec")))
                    .after(object);
        }
        CloneRights.keep(object, before);
        return new Verdict.Allowed(object, List.of());
    }

    private static Verdict created(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> lost = lost(object.at("/spec/sourceRef"), review.namespace(), facts);
        if (lost.isPresent()) {
            return lost.get();
        }
        List<Cause> causes = taken(review, object, facts)
                .map(List::of)
                .orElseGet(() -> DataVolumeRules.of(object.path("spec"), "spec"));
        return causes.isEmpty()
                ? new Verdict.Allowed(object, List.of())
                : Refusal.of(causes).after(object);
    }

    /** Sizes that are no quantities are told before anything else, without a cause, as by CDI's decoder. */
    private static Optional<Verdict> unreadable(JsonNode spec) {
        for (String form : List.of("pvc", "storage")) {
            JsonNode size = spec.path(form).at(SIZE);
            if (size.isTextual() && !isQuantity(size.asText())) {
                return Optional.of(
                        Refusal.bad(("spec.%s.resources.requests.storage is \"%s\"; quantities must match the regular"
                                        + " expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$', for example 10Gi.")
                                .formatted(form, size.asText())));
            }
        }
        return Optional.empty();
    }

    private static boolean isQuantity(String text) {
        try {
            Quantity.getAmountInBytes(new Quantity(text));
            return !text.isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Optional<Verdict> lost(JsonNode reference, String namespace, ClusterFacts facts) {
        if (!reference.path("kind").asText("").equals("DataSource")) {
            return Optional.empty();
        }
        String name = reference.path("name").asText("");
        if (name.isEmpty()) {
            return Optional.of(Refusal.bad("spec.sourceRef.name is missing; resource name may not be empty."));
        }
        String place = reference.path("namespace").asText(namespace);
        return facts.find("cdi.kubevirt.io", "datasources", place, name).isPresent()
                ? Optional.empty()
                : Optional.of(Refusal.bad(
                        "spec.sourceRef names the DataSource %s/%s, but datasources.cdi.kubevirt.io \"%s\" not found"
                                .formatted(place, name, name)));
    }

    /** The disk would be written over, unless the claim is meant to become the DataVolume's. */
    private static Optional<Cause> taken(Review review, ObjectNode object, ClusterFacts facts) {
        String name = object.at("/metadata/name").asText("");
        if (object.at("/metadata/annotations")
                .path("cdi.kubevirt.io/allowClaimAdoption")
                .asText("")
                .equals("true")) {
            return Optional.empty();
        }
        return facts.find("", "persistentvolumeclaims", review.namespace(), name)
                .filter(claim -> !claim.at("/metadata/annotations")
                        .path("cdi.kubevirt.io/storage.populatedFor")
                        .asText("")
                        .equals(name))
                .filter(claim -> !belongsToDataVolume(claim))
                .map(_ -> new Cause(
                        "FieldValueDuplicate",
                        "DataVolume.Name",
                        "Destination PVC %s/%s already exists".formatted(review.namespace(), name)));
    }

    private static boolean belongsToDataVolume(JsonNode claim) {
        return StreamSupport.stream(claim.at("/metadata/ownerReferences").spliterator(), false)
                .anyMatch(owner -> owner.path("controller").asBoolean()
                        && owner.path("kind").asText().equals("DataVolume"));
    }

    /** Whether a disk is followed while its machine runs elsewhere: its checkpoints come one after the other. */
    private static boolean isInStages(JsonNode spec) {
        return !spec.path("checkpoints").isEmpty()
                && (spec.at("/source/vddk").isObject()
                        || spec.at("/source/imageio").isObject());
    }

    /** Returns the spec with sizes in one form, and without what may change while a disk of vSphere is followed. */
    private static JsonNode settled(JsonNode spec, boolean inStages) {
        if (!(spec instanceof ObjectNode object)) {
            return spec;
        }
        ObjectNode copy = object.deepCopy();
        if (inStages) {
            copy.remove(LATER);
        }
        for (String form : List.of("pvc", "storage")) {
            JsonNode size = copy.path(form).at(SIZE);
            if (size.isValueNode() && isQuantity(size.asText())) {
                ((ObjectNode) copy.path(form).at("/resources/requests"))
                        .put(
                                "storage",
                                Quantity.getAmountInBytes(new Quantity(size.asText()))
                                        .stripTrailingZeros()
                                        .toPlainString());
            }
        }
        return copy;
    }
}
