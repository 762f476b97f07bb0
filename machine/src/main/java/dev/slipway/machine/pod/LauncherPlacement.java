package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.LaunchSecurity;
import dev.slipway.api.kubevirt.Machine;
import dev.slipway.api.kubevirt.SEVPolicy;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.names.KubeVirtNames;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which nodes may carry an instance. */
final class LauncherPlacement {
    private static final String TRUE = "true";
    private static final String HOST_MODEL = "host-model";
    private static final String HOST_PASSTHROUGH = "host-passthrough";
    private static final String FEATURE = "cpu-feature.node.kubevirt.io/";

    private LauncherPlacement() {}

    static Map<String, String> nodeSelector(VirtualMachineInstanceSpec spec, PodFacts facts) {
        Map<String, String> labels = new TreeMap<>(facts.nodeSelectors());
        labels.put(KubeVirtNames.SCHEDULABLE, TRUE);
        Optional.ofNullable(spec.architecture()).ifPresent(name -> labels.put("kubernetes.io/arch", name));
        if (Instance.hasDedicatedCpus(spec)) {
            labels.put("kubevirt.io/cpumanager", TRUE);
        }
        if (Instance.cpu(spec).map(CPU::realtime).isPresent()) {
            labels.put("kubevirt.io/realtime", TRUE);
        }
        labels.putAll(encryption(spec));
        if (facts.nodeFeatures()) {
            labels.putAll(features(spec));
        }
        labels.putAll(Optional.ofNullable(spec.nodeSelector()).orElse(Map.of()));
        return labels;
    }

    private static Map<String, String> encryption(VirtualMachineInstanceSpec spec) {
        Map<String, String> labels = new TreeMap<>();
        Instance.domain(spec)
                .map(DomainSpec::launchSecurity)
                .map(LaunchSecurity::sev)
                .ifPresent(sev -> {
                    labels.put("kubevirt.io/sev", TRUE);
                    if (Optional.ofNullable(sev.policy())
                            .map(SEVPolicy::encryptedState)
                            .orElse(false)) {
                        labels.put("kubevirt.io/sev-es", TRUE);
                    }
                });
        return labels;
    }

    private static Map<String, String> features(VirtualMachineInstanceSpec spec) {
        Map<String, String> labels = new TreeMap<>();
        Instance.domain(spec)
                .map(DomainSpec::machine)
                .map(Machine::type)
                .filter(type -> !type.isEmpty())
                .ifPresent(type -> labels.put("machine-type.node.kubevirt.io/" + type, TRUE));
        Instance.cpu(spec)
                .map(CPU::model)
                .filter(model -> !model.isEmpty() && !HOST_MODEL.equals(model) && !HOST_PASSTHROUGH.equals(model))
                .ifPresent(model -> labels.put("cpu-model.node.kubevirt.io/" + model, TRUE));
        cpuFeatures(spec).stream()
                .filter(feature -> feature.policy() == null
                        || feature.policy().isEmpty()
                        || "require".equals(feature.policy())
                        || "force".equals(feature.policy()))
                .forEach(feature -> labels.put(FEATURE + feature.name(), TRUE));
        return labels;
    }

    private static List<CPUFeature> cpuFeatures(VirtualMachineInstanceSpec spec) {
        return Instance.cpu(spec).map(CPU::features).orElse(List.of());
    }

    static @Nullable Affinity affinity(VirtualMachineInstanceSpec spec) {
        List<NodeSelectorRequirement> own = ownRequirements(spec);
        Affinity wanted = spec.affinity();
        if (own.isEmpty()) {
            return wanted;
        }
        AffinityBuilder builder = wanted == null ? new AffinityBuilder() : new AffinityBuilder(wanted);
        return builder.withNodeAffinity(with(wanted == null ? null : wanted.getNodeAffinity(), own))
                .build();
    }

    /** Returns the affinity with the wish for a node that carries no other Pod of the instance. */
    static Affinity elsewhere(@Nullable Affinity wanted, String instanceUid) {
        AffinityBuilder builder = wanted == null ? new AffinityBuilder() : new AffinityBuilder(wanted);
        return builder.editOrNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNewLabelSelector()
                .addToMatchLabels(KubeVirtNames.CREATED_BY, instanceUid)
                .endLabelSelector()
                .withTopologyKey("kubernetes.io/hostname")
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    private static List<NodeSelectorRequirement> ownRequirements(VirtualMachineInstanceSpec spec) {
        List<NodeSelectorRequirement> requirements = new ArrayList<>();
        cpuFeatures(spec).stream()
                .filter(feature -> "forbid".equals(feature.policy()))
                .map(feature -> new NodeSelectorRequirementBuilder()
                        .withKey(FEATURE + feature.name())
                        .withOperator("NotIn")
                        .withValues(TRUE)
                        .build())
                .forEach(requirements::add);
        if (Instance.cpu(spec).map(CPU::model).filter(HOST_MODEL::equals).isPresent()) {
            requirements.add(new NodeSelectorRequirementBuilder()
                    .withKey("node-labeller.kubevirt.io/obsolete-host-model")
                    .withOperator("DoesNotExist")
                    .build());
        }
        return requirements;
    }

    private static NodeAffinity with(@Nullable NodeAffinity wanted, List<NodeSelectorRequirement> own) {
        NodeAffinityBuilder builder = wanted == null ? new NodeAffinityBuilder() : new NodeAffinityBuilder(wanted);
        NodeSelector required = wanted == null ? null : wanted.getRequiredDuringSchedulingIgnoredDuringExecution();
        List<NodeSelectorTerm> terms =
                required == null || required.getNodeSelectorTerms().isEmpty()
                        ? List.of(new NodeSelectorTerm())
                        : required.getNodeSelectorTerms();
        return builder.withNewRequiredDuringSchedulingIgnoredDuringExecution()
                // Terms are alternatives, so each must hold ours too.
                .withNodeSelectorTerms(terms.stream()
                        .map(term -> new NodeSelectorTermBuilder(term)
                                .addAllToMatchExpressions(own)
                                .build())
                        .toList())
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .build();
    }
}
