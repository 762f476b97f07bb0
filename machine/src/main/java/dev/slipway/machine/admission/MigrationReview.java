package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.SameMeaning;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges writes of migrations. Source: KubeVirt v1.9.0, {@code migration-create-admitter.go}, {@code migration-update-admitter.go}. */
final class MigrationReview {
    private static final Set<String> FINAL = Set.of("Succeeded", "Failed");

    private MigrationReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        Optional<Verdict> mismatch = SpecReader.mismatch("VirtualMachineInstanceMigrationSpec", object);
        if (mismatch.isPresent()) {
            return mismatch.get();
        }
        return review.before() == null ? created(review, object, facts) : changed(object, review.before());
    }

    private static Verdict created(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        String name = spec.path("vmiName").asText("");
        if (name.isEmpty()) {
            return Refusal.of(List.of(new Cause(
                    "FieldValueRequired", "spec.vmiName", "spec.vmiName is missing. Name the machine to migrate.")));
        }
        if (spec.hasNonNull("priority") && !Writer.isController(review)) {
            return Refusal.of(List.of(new Cause(
                    "FieldValueForbidden",
                    "spec.migrationPriority",
                    "The priority of a migration is given by the cluster. Remove spec.priority.")));
        }
        boolean decentralized = spec.hasNonNull("sendTo") || spec.hasNonNull("receive");
        Optional<String> obstacle = obstacle(review.namespace(), name, decentralized, facts);
        if (obstacle.isPresent()) {
            return Refusal.bad(obstacle.get());
        }
        Optional<Verdict> unlike = decentralized ? decentralized(spec, facts) : Optional.empty();
        if (unlike.isPresent()) {
            return unlike.get();
        }
        ObjectNode metadata = object.withObjectProperty("metadata");
        metadata.withObjectProperty("labels").put(KubeVirtNames.MIGRATION_VMI, name);
        Finalizers.add(object, KubeVirtNames.MIGRATION_FINALIZER);
        return new Verdict.Allowed(object, List.of());
    }

    private static Optional<String> obstacle(String namespace, String name, boolean decentralized, ClusterFacts facts) {
        Optional<JsonNode> instance = facts.find("kubevirt.io", "virtualmachineinstances", namespace, name);
        if (instance.isEmpty()) {
            return Optional.of(
                    "There is no running machine " + namespace + "/" + name + " to migrate. Start it first.");
        }
        JsonNode status = instance.get().path("status");
        if (FINAL.contains(status.path("phase").asText())) {
            return Optional.of("The machine " + name + " has ended and cannot migrate. Start it first.");
        }
        for (JsonNode condition : status.path("conditions")) {
            boolean disks = condition.path("reason").asText().equals("DisksNotLiveMigratable");
            if (condition.path("type").asText().equals("LiveMigratable")
                    && condition.path("status").asText().equals("False")
                    && !(disks && decentralized)) {
                return Optional.of("The machine " + name + " cannot migrate: "
                        + condition
                                .path("message")
                                .asText(condition.path("reason").asText()) + ".");
            }
        }
        return facts.list("kubevirt.io", "virtualmachineinstancemigrations", namespace).stream()
                .filter(other -> other.path("spec").path("vmiName").asText().equals(name))
                .filter(other ->
                        !FINAL.contains(other.path("status").path("phase").asText()))
                .findFirst()
                .map(other -> "The machine " + name + " migrates already, by migration "
                        + other.path("metadata").path("name").asText() + " ("
                        + other.path("metadata").path("uid").asText() + "). Wait for it, or delete it.");
    }

    private static Optional<Verdict> decentralized(JsonNode spec, ClusterFacts facts) {
        if (!FeatureGates.isEnabled("DecentralizedLiveMigration", facts.configuration())) {
            return Optional.of(Refusal.whole(
                    "FieldValueNotSupported",
                    "sendTo and receive need the feature gate DecentralizedLiveMigration, which is off."));
        }
        JsonNode out = spec.path("sendTo").path("migrationID");
        JsonNode in = spec.path("receive").path("migrationID");
        return spec.hasNonNull("sendTo") && spec.hasNonNull("receive") && !out.equals(in)
                ? Optional.of(Refusal.whole(
                        "FieldValueInvalid",
                        "sendTo.migrationID " + out.asText() + " and receive.migrationID " + in.asText()
                                + " are not the same. Use one ID for both."))
                : Optional.empty();
    }

    private static Verdict changed(ObjectNode object, JsonNode before) {
        if (!SameMeaning.of("VirtualMachineInstanceMigrationSpec", object.path("spec"), before.path("spec"))) {
            return Refusal.whole(
                    "FieldValueNotSupported", "The spec of a migration cannot change. Delete it and make a new one.");
        }
        boolean ended = FINAL.contains(object.path("status").path("phase").asText());
        JsonNode label = object.path("metadata").path("labels").path(KubeVirtNames.MIGRATION_VMI);
        JsonNode labelBefore = before.path("metadata").path("labels").path(KubeVirtNames.MIGRATION_VMI);
        return !ended && !labelBefore.isMissingNode() && !labelBefore.equals(label)
                ? Refusal.whole(
                        "FieldValueNotSupported",
                        "The label " + KubeVirtNames.MIGRATION_VMI
                                + " of a migration in progress cannot change. Leave it as it is.")
                : new Verdict.Allowed(null, List.of());
    }
}
