package dev.slipway.machine.admission;

import static dev.slipway.machine.admission.DiskSourceRules.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.schedule.CronSchedule;
import dev.slipway.machine.validate.Cause;
import java.util.List;
import java.util.Optional;

/** Judges writes of DataImportCrons. Source: CDI v1.66 and its recorded answers. */
final class ImportCronReview {
    private static final List<String> POLLED = List.of("registry", "pvc");

    private static final int LONGEST_LABEL = 63;

    private ImportCronReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode before = review.before();
        if (before != null) {
            return unchanged(object, before, "DataImportCron");
        }
        JsonNode spec = object.path("spec");
        JsonNode template = spec.at("/template/spec");
        List<Cause> causes = DiskSourceRules.first(List.of(
                        () -> DiskSourceRules.count(template.path("source"), POLLED) == 0
                                ? Optional.of(invalid("spec.Template", "Missing source"))
                                : Optional.empty(),
                        () -> template.path("sourceRef").isObject()
                                        || !template.path("contentType")
                                                .asText("")
                                                .isEmpty()
                                        || !template.path("checkpoints").isEmpty()
                                        || template.path("finalCheckpoint").asBoolean()
                                ? Optional.of(invalid(
                                        "spec.Template",
                                        "Unsettable fields: SourceRef, ContentType, Checkpoints, FinalCheckpoint"))
                                : Optional.empty()))
                .map(List::of)
                .orElseGet(() -> DataVolumeRules.of(template, "Template"));
        if (causes.isEmpty()) {
            causes = schedule(spec);
        }
        return causes.isEmpty() ? new Verdict.Allowed(object, List.of()) : Refusal.of(causes);
    }

    private static List<Cause> schedule(JsonNode spec) {
        String source = spec.path("managedDataSource").asText("");
        return DiskSourceRules.first(List.of(
                        () -> isReadable(spec.path("schedule").asText(""))
                                ? Optional.empty()
                                : Optional.of(invalid("spec.Schedule", "Illegal cron schedule")),
                        () -> spec.path("importsToKeep").asLong(0) < 0
                                ? Optional.of(invalid("spec.ImportsToKeep", "Illegal ImportsToKeep value"))
                                : Optional.empty(),
                        () -> List.of("", "Outdated", "Never")
                                        .contains(spec.path("garbageCollect").asText(""))
                                ? Optional.empty()
                                : Optional.of(invalid("spec.GarbageCollect", "Illegal GarbageCollect value")),
                        () -> source.isEmpty()
                                ? Optional.of(invalid("spec.ManagedDataSource", "Illegal ManagedDataSource value"))
                                : Optional.empty(),
                        () -> source.length() > LONGEST_LABEL
                                ? Optional.of(invalid("", "Name cannot be longer than 63 characters"))
                                : Optional.empty()))
                .map(List::of)
                .orElse(List.of());
    }

    /** An empty schedule means that nothing is looked for. */
    private static boolean isReadable(String schedule) {
        return schedule.isEmpty() || CronSchedule.parse(schedule).isPresent();
    }

    private static Verdict unchanged(ObjectNode object, JsonNode before, String kind) {
        return object.path("spec").equals(before.path("spec"))
                ? new Verdict.Allowed(object, List.of())
                : Refusal.of(
                        List.of(new Cause("FieldValueDuplicate", kind + ".Spec", "Cannot update " + kind + " Spec")));
    }
}
