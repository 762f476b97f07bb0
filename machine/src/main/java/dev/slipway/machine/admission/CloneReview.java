package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.validate.Cause;
import dev.slipway.machine.validate.FeatureGates;
import dev.slipway.machine.validate.MacForm;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges writes of clones and names the target of those that name none. Source: KubeVirt v1.9.0, {@code vmclone-admitter.go}
 * and {@code clone-create-mutator.go}.
 */
final class CloneReview {
    private static final int SUFFIX = 5;

    private CloneReview() {}

    static Verdict of(Review review, ObjectNode object, ClusterFacts facts) {
        boolean created = review.before() == null;
        if (created && !FeatureGates.isEnabled("Snapshot", facts.configuration())) {
            return Refusal.bad("Clones need the feature gate Snapshot, which is off.");
        }
        if (!(object.path("spec") instanceof ObjectNode spec)) {
            return new Verdict.Allowed(null, List.of());
        }
        boolean named = !created || !name(spec, facts);
        List<Cause> causes = new ArrayList<>();
        filters(spec.path("annotationFilters"), "spec.annotations", causes);
        filters(spec.path("labelFilters"), "spec.labels", causes);
        filters(spec.path("template").path("annotationFilters"), "spec.template.annotations", causes);
        filters(spec.path("template").path("labelFilters"), "spec.template.labels", causes);
        ends(spec.path("source"), spec.path("target"), causes);
        addresses(spec.path("newMacAddresses"), causes);
        patches(spec.path("patches"), causes);
        if (!causes.isEmpty()) {
            return Refusal.of(causes);
        }
        return new Verdict.Allowed(named ? null : object, List.of());
    }

    /** Gives the target a name if it has none; returns whether it did. */
    private static boolean name(ObjectNode spec, ClusterFacts facts) {
        JsonNode target = spec.path("target");
        if (!target.path("name").asText("").isEmpty() || !spec.path("source").isObject()) {
            return false;
        }
        String name = "clone-" + spec.path("source").path("name").asText() + "-"
                + facts.randomUuid().substring(0, SUFFIX);
        if (target instanceof ObjectNode there) {
            there.put("name", name);
        } else {
            spec.putObject("target")
                    .put("apiGroup", "kubevirt.io")
                    .put("kind", "VirtualMachine")
                    .put("name", name);
        }
        spec.withObjectProperty("template");
        return true;
    }

    /** A filter is a name, with {@code !} before it for "not", and {@code *} at its end for "whatever follows". */
    private static void filters(JsonNode filters, String field, List<Cause> causes) {
        for (JsonNode filter : filters) {
            String text = filter.asText();
            if (text.isEmpty() || text.equals("!")) {
                causes.add(invalid(field, "The filter '" + text + "' names nothing. Write a name, or * for all."));
            } else if (text.length() > 1) {
                if (text.indexOf('!', 1) > 0) {
                    causes.add(
                            invalid(field, "The filter '" + text + "' is malformed. Use ! only as its first letter."));
                }
                if (text.substring(0, text.length() - 1).contains("*")) {
                    causes.add(
                            invalid(field, "The filter '" + text + "' is malformed. Use * only as its last letter."));
                }
            }
        }
    }

    private static void ends(JsonNode source, JsonNode target, List<Cause> causes) {
        String kind = source.path("kind").asText("");
        if (!List.of("VirtualMachine", "VirtualMachineSnapshot").contains(kind)) {
            causes.add(invalid(
                    "spec.Source.Kind",
                    "A " + kind + " cannot be cloned. Use a VirtualMachine or VirtualMachineSnapshot."));
        }
        if (target.isObject() && !target.path("kind").asText("").equals("VirtualMachine")) {
            causes.add(invalid("spec.Target.Kind", "A clone is a VirtualMachine. Set target.kind to that."));
        }
        if (!source.isObject()) {
            causes.add(invalid("spec.Source", "spec.source is missing. Name the machine or snapshot to clone."));
            return;
        }
        if (source.path("apiGroup").asText("").isEmpty()) {
            causes.add(invalid("spec.Source.APIGroup", "spec.source.apiGroup is missing. Set it to kubevirt.io."));
        }
        if (kind.isEmpty()) {
            causes.add(invalid("spec.Source", "spec.source.kind is missing. Set it to VirtualMachine."));
        }
        String name = source.path("name").asText("");
        if (name.isEmpty()) {
            causes.add(invalid("spec.Source.Name", "spec.source.name is missing. Name what to clone."));
        }
        boolean itself = kind.equals("VirtualMachine")
                && target.path("kind").asText("").equals("VirtualMachine")
                && target.path("name").asText("").equals(name);
        if (itself) {
            causes.add(invalid("spec.target.name", "The clone has the name of its source. Choose another one."));
        }
    }

    private static void addresses(JsonNode addresses, List<Cause> causes) {
        addresses.properties().stream()
                .filter(address -> !address.getValue().asText("").isEmpty())
                .filter(address -> !MacForm.matches(address.getValue().asText()))
                .forEach(address -> causes.add(invalid(
                        "spec.newMacAddresses." + address.getKey(),
                        "The MAC address " + address.getValue().asText() + " of " + address.getKey()
                                + " is malformed. Write six bytes, e.g. 02:11:22:33:44:55.")));
    }

    private static void patches(JsonNode patches, List<Cause> causes) {
        for (int i = 0; i < patches.size(); i++) {
            if (!GoText.isJson(patches.get(i).asText())) {
                causes.add(invalid(
                        "spec.patches[" + i + "]",
                        "The patch '" + patches.get(i).asText() + "' is no JSON. Write {\"op\": …, \"path\": …}."));
            }
        }
    }

    private static Cause invalid(String field, String sentence) {
        return new Cause("FieldValueInvalid", field, sentence);
    }
}
