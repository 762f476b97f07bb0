package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the Pod that an instance moves to depends on beside what every launcher Pod does.
 *
 * @param migration uid of the migration
 * @param name its name
 * @param addedNodeSelector labels that the new node must have beside those that the instance asks for
 * @param nodeLabels labels of the node that carries the instance
 * @param podSelector labels that the Pod which carries it asks of its node
 */
public record Relocation(
        String migration,
        String name,
        Map<String, String> addedNodeSelector,
        Map<String, String> nodeLabels,
        Map<String, String> podSelector) {
    private static final String HOST_MODEL = "host-model-cpu.node.kubevirt.io/";
    private static final String REQUIRED_FEATURE = "host-model-required-features.node.kubevirt.io/";
    private static final String MODEL = "cpu-model-migration.node.kubevirt.io/";
    private static final String FEATURE = "cpu-feature.node.kubevirt.io/";
    private static final String VENDOR = "cpu-vendor.node.kubevirt.io/";

    public Relocation {
        addedNodeSelector = Map.copyOf(addedNodeSelector);
        nodeLabels = Map.copyOf(nodeLabels);
        podSelector = Map.copyOf(podSelector);
    }

    /** Returns the labels that the new node must have, given those that the instance itself asks for, which stand above. */
    Map<String, String> nodeSelector(VirtualMachineInstanceSpec spec, Map<String, String> own) {
        Map<String, String> labels = new TreeMap<>(addedNodeSelector);
        labels.putAll(own);
        if (Instance.cpu(spec).map(CPU::model).filter("host-model"::equals).isPresent()) {
            labels.putAll(hostModel());
        }
        if (labels.keySet().stream().noneMatch(label -> label.startsWith(VENDOR))) {
            vendor().ifPresent(label -> labels.put(label, "true"));
        }
        return labels;
    }

    /**
     * The processor that the guest has seen so far. One that has moved before keeps to what it asked for then: the node
     * that it is on now may have more.
     */
    private Map<String, String> hostModel() {
        Map<String, String> before = new TreeMap<>(podSelector);
        before.keySet().removeIf(label -> !label.contains(FEATURE) && !label.contains(MODEL));
        if (!before.isEmpty()) {
            return before;
        }
        Map<String, String> labels = new TreeMap<>();
        nodeLabels.forEach((label, value) -> {
            if (label.startsWith(HOST_MODEL)) {
                labels.put(MODEL + label.substring(HOST_MODEL.length()), value);
            } else if (label.startsWith(REQUIRED_FEATURE)) {
                labels.put(FEATURE + label.substring(REQUIRED_FEATURE.length()), value);
            }
        });
        return labels;
    }

    private Optional<String> vendor() {
        return nodeLabels.keySet().stream()
                .filter(label -> label.startsWith(VENDOR))
                .sorted()
                .findFirst();
    }
}
