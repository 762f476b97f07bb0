package dev.slipway.machine.validate;

import dev.slipway.machine.given.Given;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rules for labels and annotations of instances and templates. Source: KubeVirt v1.9.0, {@code vmi-create-admitter.go}. */
final class MetadataRules {
    private static final Set<String> RESERVED = Set.of(
            "kubevirt.io/created-by",
            "kubevirt.io/migrationJobUID",
            "kubevirt.io/nodeName",
            "kubevirt.io/migrationTargetNodeName",
            "kubevirt.io/schedulable",
            "kubevirt.io/install-strategy");
    private static final String IGNITION = "kubevirt.io/ignitiondata";
    private static final String SIDECARS = "hooks.kubevirt.io/hookSidecars";

    private MetadataRules() {}

    static List<Cause> of(ObjectMeta metadata, String field, RuleSetting setting) {
        FieldPath path = new FieldPath(field);
        List<Cause> causes = new ArrayList<>(ofLabels(metadata.getLabels(), path, setting));
        Map<String, String> annotations = Given.map(metadata.getAnnotations());
        if (!Given.isBlank(annotations.get(IGNITION)) && !setting.isEnabled("ExperimentalIgnitionSupport")) {
            causes.add(path.child("annotations")
                    .invalid("The annotation " + IGNITION
                            + " needs the feature gate ExperimentalIgnitionSupport, which is off."));
        }
        if (!Given.isBlank(annotations.get(SIDECARS)) && !setting.isEnabled("Sidecar")) {
            causes.add(path.child("annotations")
                    .invalid("The annotation " + SIDECARS + " needs the feature gate Sidecar, which is off."));
        }
        return causes;
    }

    static List<Cause> ofLabels(@Nullable Map<String, String> labels, FieldPath metadata, RuleSetting setting) {
        Map<String, String> reserved = reserved(labels);
        return setting.parts() || reserved.isEmpty()
                ? List.of()
                : List.of(metadata.child("labels")
                        .notSupported("The labels " + String.join(", ", reserved.keySet())
                                + " are KubeVirt's own: they say where a machine runs. Remove them."));
    }

    /** Returns those of the labels that only KubeVirt's own parts may set. */
    static Map<String, String> reserved(@Nullable Map<String, String> labels) {
        Map<String, String> reserved = new TreeMap<>(Given.map(labels));
        reserved.keySet().retainAll(RESERVED);
        return reserved;
    }
}
