package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.types.StoredForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Merges matching VirtualMachineInstancePresets into a new instance. Deprecated. Source: KubeVirt v1.9.0, {@code preset.go}. */
final class Presets {
    private static final String EXCLUDED = "virtualmachineinstancepresets.admission.kubevirt.io/exclude";
    private static final String MARK = "virtualmachinepreset.kubevirt.io/";
    private static final List<String> PARTS = List.of(
            "resources.requests", "cpu", "firmware", "clock", "features", "devices.watchdog", "ioThreadsPolicy");

    private Presets() {}

    /** Changes {@code instance}, or refuses presets that contradict each other. */
    static Optional<Verdict> apply(ObjectNode instance, String namespace, ClusterFacts facts) {
        if (instance.path("metadata")
                .path("annotations")
                .path(EXCLUDED)
                .asText("")
                .equals("true")) {
            return Optional.empty();
        }
        JsonNode labels = instance.path("metadata").path("labels");
        List<JsonNode> presets = facts.list("kubevirt.io", "virtualmachineinstancepresets", namespace).stream()
                .filter(preset -> LabelMatch.of(preset.path("spec").path("selector"), labels))
                .toList();
        for (int i = 0; i < presets.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (clashes(presets.get(i), presets.get(j))) {
                    return Optional.of(new Verdict.Denied(
                            422,
                            "",
                            "The presets " + name(presets.get(j)) + " and " + name(presets.get(i))
                                    + " match the machine and contradict each other. Change one of them, or the labels"
                                    + " of the machine.",
                            List.of()));
                }
            }
        }
        presets.forEach(preset -> merge(preset, instance));
        return Optional.empty();
    }

    /** Returns the warning for instances that presets changed. */
    static List<String> warnings(JsonNode instance) {
        boolean marked = StreamSupport.stream(
                        instance.path("metadata")
                                .path("annotations")
                                .properties()
                                .spliterator(),
                        false)
                .anyMatch(annotation -> annotation.getKey().contains("virtualmachinepreset"));
        return marked
                ? List.of("kubevirt.io/v1 VirtualMachineInstancePresets is now deprecated and will be removed in v2.")
                : List.of();
    }

    private static boolean clashes(JsonNode one, JsonNode other) {
        return PARTS.stream().anyMatch(part -> {
            JsonNode first = part(one.path("spec").path("domain"), part);
            JsonNode second = part(other.path("spec").path("domain"), part);
            return !first.isMissingNode() && !second.isMissingNode() && !first.equals(second);
        });
    }

    private static void merge(JsonNode preset, ObjectNode instance) {
        ObjectNode domain = instance.withObjectProperty("spec").withObjectProperty("domain");
        List<String> applied = new ArrayList<>();
        ObjectNode whole = StoredForm.of(
                "DomainSpec", (ObjectNode) preset.path("spec").path("domain").deepCopy());
        for (String part : PARTS) {
            JsonNode given = part(preset.path("spec").path("domain"), part);
            if (given.isMissingNode() || given.isNull()) {
                continue;
            }
            if (part(domain, part).isMissingNode()) {
                set(domain, part, part(whole, part).deepCopy());
            }
            if (part(domain, part).equals(part(whole, part))
                    || part(domain, part).equals(given)) {
                applied.add(part);
            }
        }
        if (!applied.isEmpty()) {
            instance.withObjectProperty("metadata")
                    .withObjectProperty("annotations")
                    .put(MARK + name(preset), "kubevirt.io/v1");
        }
    }

    private static JsonNode part(JsonNode domain, String part) {
        JsonNode node = domain;
        for (String step : part.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }

    private static void set(ObjectNode domain, String part, JsonNode value) {
        int dot = part.indexOf('.');
        if (dot < 0) {
            domain.set(part, value);
        } else {
            domain.withObjectProperty(part.substring(0, dot)).set(part.substring(dot + 1), value);
        }
    }

    private static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }
}
