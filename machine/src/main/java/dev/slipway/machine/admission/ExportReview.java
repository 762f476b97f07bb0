package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges writes of exports. Source: KubeVirt v1.9.0, {@code vmexport.go}. */
final class ExportReview {
    /** What can be exported, with its API group; claims have none. */
    private static final Map<String, String> GROUPS = Map.of(
            "PersistentVolumeClaim", "",
            "VirtualMachineSnapshot", "snapshot.kubevirt.io",
            "VirtualMachine", "kubevirt.io",
            "VirtualMachineBackup", "backup.kubevirt.io",
            "VirtualMachineTemplate", "template.kubevirt.io");

    private ExportReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        JsonNode spec = object.path("spec");
        Optional<Verdict> unreadable = SpecReader.unreadable("VirtualMachineExportSpec", spec);
        if (unreadable.isPresent()) {
            return unreadable.get();
        }
        if (review.before() != null) {
            return SnapshotReview.immutable(spec, review.before(), "export");
        }
        JsonNode source = spec.path("source");
        String kind = source.path("kind").asText("");
        String group = GROUPS.get(kind);
        List<Cause> causes = new ArrayList<>();
        if (group == null || kind.equals("VirtualMachineTemplate") && !exportsTemplates(facts)) {
            causes.add(invalid(
                    "kind",
                    "A " + kind + " cannot be exported here. Use a VirtualMachine, VirtualMachineSnapshot,"
                            + " VirtualMachineBackup or PersistentVolumeClaim."));
        } else {
            if (source.path("name").asText("").isEmpty()) {
                causes.add(invalid("name", "spec.source.name is missing. Name the " + kind + "."));
            }
            if (!source.path("apiGroup").asText("").equals(group)) {
                causes.add(invalid(
                        "APIGroup",
                        group.isEmpty()
                                ? "A PersistentVolumeClaim has no API group. Remove spec.source.apiGroup."
                                : "The API group of a " + kind + " is " + group
                                        + ". Set spec.source.apiGroup to that."));
            }
        }
        return causes.isEmpty() ? new Verdict.Allowed(null, List.of()) : Refusal.of(causes);
    }

    private static boolean exportsTemplates(ClusterFacts facts) {
        var deployment = facts.configuration().virtTemplateDeployment();
        boolean deployed = deployment == null || !Boolean.FALSE.equals(deployment.enabled());
        return deployed
                && FeatureGates.isEnabled("OCIExport", facts.configuration())
                && FeatureGates.isEnabled("Template", facts.configuration());
    }

    private static Cause invalid(String field, String sentence) {
        return new Cause("FieldValueInvalid", "spec.source." + field, sentence);
    }
}
