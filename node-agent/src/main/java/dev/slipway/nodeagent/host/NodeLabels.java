package dev.slipway.nodeagent.host;

import dev.slipway.api.names.KubeVirtNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The labels by which the scheduler finds a node that can run a guest, spelt as KubeVirt's node labeller spells them. */
final class NodeLabels {
    private static final String CPU_MODEL = "cpu-model.node.kubevirt.io/";
    private static final String CPU_FEATURE = "cpu-feature.node.kubevirt.io/";
    private static final String MACHINE_TYPE = "machine-type.node.kubevirt.io/";

    /** Prefixes that are the node-agent's alone: what it does not say any more is removed. */
    static final Set<String> OWN = Set.of(CPU_MODEL, CPU_FEATURE, MACHINE_TYPE);

    /** What Kubernetes allows behind the slash of a label's key. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private NodeLabels() {}

    static Map<String, String> of(NodeHost host) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(KubeVirtNames.SCHEDULABLE, "true");
        host.cpuModels().forEach(model -> put(labels, CPU_MODEL, model));
        host.facts().cpuFeatures().forEach(feature -> put(labels, CPU_FEATURE, feature));
        host.facts().machineTypes().names().stream()
                .filter(NodeLabels::isForGuests)
                .forEach(type -> put(labels, MACHINE_TYPE, type));
        host.facts().machineTypes().aliases().keySet().stream()
                .filter(NodeLabels::isForGuests)
                .forEach(type -> put(labels, MACHINE_TYPE, type));
        return labels;
    }

    private static boolean isForGuests(String machine) {
        return machine.matches("q35|pc|pc-q35-.*|pc-i440fx-.*|virt|virt-.*");
    }

    private static void put(Map<String, String> labels, String prefix, String name) {
        if (NAME.matcher(name).matches()) {
            labels.put(prefix + name, "true");
        }
    }
}
