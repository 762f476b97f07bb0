package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;

/** Judges writes of ObjectTransfers. Source: CDI v1.66, {@code transfer-validate.go}. */
final class TransferReview {
    private TransferReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        if (before != null) {
            return object.path("spec").equals(before.path("spec"))
                    ? new Verdict.Allowed(object, List.of())
                    : Refusal.bad("ObjectTransfer spec is immutable");
        }
        JsonNode source = object.at("/spec/source");
        JsonNode target = object.at("/spec/target");
        if (!target.hasNonNull("namespace") && !target.hasNonNull("name")) {
            return Refusal.bad("Target namespace and/or target name must be supplied");
        }
        String namespace =
                target.path("namespace").asText(source.path("namespace").asText());
        String name = target.path("name").asText(source.path("name").asText());
        boolean occupied = switch (source.path("kind").asText()) {
            case "DataVolume" ->
                facts.find("cdi.kubevirt.io", "datavolumes", namespace, name).isPresent();
            case "PersistentVolumeClaim" ->
                facts.find("", "persistentvolumeclaims", namespace, name).isPresent();
            default -> false;
        };
        return occupied
                ? Refusal.bad("ObjectTransfer target \"%s/%s\" already exists".formatted(namespace, name))
                : known(source.path("kind").asText(), object);
    }

    private static Verdict known(String kind, ObjectNode object) {
        return List.of("DataVolume", "PersistentVolumeClaim").contains(kind)
                ? new Verdict.Allowed(object, List.of("ObjectTransfer feature is deprecated, and will be deleted soon"))
                : Refusal.bad("Unsupported kind \"%s\"".formatted(kind));
    }
}
