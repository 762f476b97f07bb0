package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Machine;
import dev.slipway.api.kubevirt.SEV;
import dev.slipway.api.kubevirt.SEVPolicy;
import dev.slipway.api.kubevirt.TopologyHints;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.given.Given;
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
import java.util.Locale;
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
    private static final String HOST = "kubernetes.io/hostname";
    private static final String CROSS_ARCHITECTURE = "CrossArchitectureVirtualization";

    private LauncherPlacement() {}

    /** Returns the labels that a node must have; what the guest needs of its hardware stands above what users choose. */
    static Map<String, String> nodeSelector(VirtualMachineInstance instance, PodFacts facts) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        Map<String, String> labels = new TreeMap<>();
        labels.put(KubeVirtNames.SCHEDULABLE, TRUE);
        architecture(spec).ifPresent(name -> labels.put("kubernetes.io/arch", name));
        labels.putAll(facts.nodeSelectors());
        labels.putAll(Optional.ofNullable(spec.nodeSelector()).orElse(Map.of()));
        if (facts.isOn(CROSS_ARCHITECTURE) && architecture(spec).isPresent()) {
            labels.remove("kubernetes.io/arch");
            labels.put("kubevirt.io/vm-arch-" + spec.architecture(), TRUE);
        }
        if (Instance.hasDedicatedCpus(spec)) {
            labels.put("kubevirt.io/cpumanager", TRUE);
        }
        if (Instance.cpu(spec).map(CPU::realtime).isPresent()) {
            labels.put("kubevirt.io/realtime", TRUE);
        }
        encryption(spec).forEach(label -> labels.put(label, TRUE));
        if (facts.nodeFeatures()) {
            features(instance).forEach(label -> labels.put(label, TRUE));
        }
        if (facts.isOn("HypervStrictCheck")) {
            HypervLabels.of(spec).forEach(label -> labels.put(label, TRUE));
        }
        return labels;
    }

    private static Optional<String> architecture(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.architecture())
                .filter(name -> !name.isEmpty())
                .map(name -> name.toLowerCase(Locale.ROOT));
    }

    private static List<String> encryption(VirtualMachineInstanceSpec spec) {
        List<String> labels = new ArrayList<>();
        Instance.launchSecurity(spec).ifPresent(security -> {
            if (security.sev() != null || security.snp() != null) {
                labels.add("kubevirt.io/sev");
            }
            if (security.snp() != null) {
                labels.add("kubevirt.io/sev-snp");
            }
            if (security.tdx() != null) {
                labels.add("kubevirt.io/tdx");
            }
            if ("s390x".equals(spec.architecture())) {
                labels.add("kubevirt.io/s390-pv");
            }
            Optional.ofNullable(security.sev())
                    .map(SEV::policy)
                    .map(SEVPolicy::encryptedState)
                    .filter(encrypted -> encrypted)
                    .ifPresent(_ -> labels.add("kubevirt.io/sev-es"));
        });
        return labels;
    }

    private static List<String> features(VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        List<String> labels = new ArrayList<>();
        machine(instance).ifPresent(type -> labels.add("machine-type.node.kubevirt.io/" + type));
        model(spec).ifPresent(model -> {
            if (!HOST_MODEL.equals(model) && !HOST_PASSTHROUGH.equals(model)) {
                labels.add("cpu-model.node.kubevirt.io/" + model);
            }
            cpuFeatures(spec).stream()
                    .filter(feature -> Given.isBlank(feature.policy()) || "require".equals(feature.policy()))
                    .forEach(feature -> labels.add(FEATURE + feature.name()));
        });
        frequency(instance).ifPresent(hertz -> labels.add("scheduling.node.kubevirt.io/tsc-frequency-" + hertz));
        return labels;
    }

    /** The machine type that the guest runs with, or else the one that it is to get. */
    private static Optional<String> machine(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::machine)
                .map(Machine::type)
                .filter(type -> !type.isEmpty())
                .or(() -> Instance.domain(instance.getSpec())
                        .map(DomainSpec::machine)
                        .map(Machine::type)
                        .filter(type -> !type.isEmpty()));
    }

    private static Optional<String> model(VirtualMachineInstanceSpec spec) {
        return Instance.cpu(spec).map(CPU::model).filter(model -> !model.isEmpty());
    }

    /** The frequency of the time stamp counter that the guest was promised, if it cannot do with any. */
    private static Optional<Long> frequency(VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec spec = instance.getSpec();
        boolean invariant = cpuFeatures(spec).stream()
                .anyMatch(feature -> "invtsc".equals(feature.name())
                        && ("require".equals(feature.policy()) || "force".equals(feature.policy())));
        return Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::topologyHints)
                .map(TopologyHints::tscFrequency)
                .filter(hertz -> hertz > 0 && (invariant || HypervLabels.reenlightens(spec)));
    }

    private static List<CPUFeature> cpuFeatures(VirtualMachineInstanceSpec spec) {
        return Instance.cpu(spec).map(CPU::features).orElse(List.of());
    }

    static @Nullable Affinity affinity(VirtualMachineInstanceSpec spec, PodFacts facts) {
        Affinity wanted = spec.affinity();
        List<NodeSelectorRequirement> own = ownRequirements(spec);
        AffinityBuilder builder = wanted == null ? new AffinityBuilder() : new AffinityBuilder(wanted);
        if (!own.isEmpty()) {
            builder.withNodeAffinity(with(wanted == null ? null : wanted.getNodeAffinity(), own));
        }
        Reservations.labels(facts)
                .forEach(label -> builder.editOrNewPodAntiAffinity()
                        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                        .withNewLabelSelector()
                        .addNewMatchExpression()
                        .withKey(label)
                        .withOperator("Exists")
                        .endMatchExpression()
                        .endLabelSelector()
                        .withTopologyKey(HOST)
                        .endRequiredDuringSchedulingIgnoredDuringExecution()
                        .endPodAntiAffinity());
        if (facts.isOn(CROSS_ARCHITECTURE)) {
            // Translated code is slow: a node that runs the guest's own is better, though not needed.
            architecture(spec)
                    .ifPresent(name -> builder.editOrNewNodeAffinity()
                            .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                            .withWeight(100)
                            .withNewPreference()
                            .addNewMatchExpression()
                            .withKey("kubernetes.io/arch")
                            .withOperator("In")
                            .withValues(name)
                            .endMatchExpression()
                            .endPreference()
                            .endPreferredDuringSchedulingIgnoredDuringExecution()
                            .endNodeAffinity());
        }
        Affinity built = builder.build();
        return built.equals(new Affinity()) ? wanted : built;
    }

    /** Returns the affinity with the wish for a node that carries no other Pod of the instance. */
    static Affinity elsewhere(@Nullable Affinity wanted, String instanceUid) {
        AffinityBuilder builder = wanted == null ? new AffinityBuilder() : new AffinityBuilder(wanted);
        return builder.editOrNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNewLabelSelector()
                .addToMatchLabels(KubeVirtNames.CREATED_BY, instanceUid)
                .endLabelSelector()
                .withTopologyKey(HOST)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }

    /** Source: KubeVirt v1.9.0, {@code setNodeAffinityForPod}. */
    private static List<NodeSelectorRequirement> ownRequirements(VirtualMachineInstanceSpec spec) {
        List<NodeSelectorRequirement> requirements = new ArrayList<>();
        if (HOST_MODEL.equals(model(spec).orElse(HOST_MODEL))) {
            requirements.add(without("node-labeller.kubevirt.io/obsolete-host-model"));
        }
        cpuFeatures(spec).stream()
                .filter(feature -> "forbid".equals(feature.policy()))
                .map(feature -> without(FEATURE + feature.name()))
                .forEach(requirements::add);
        return requirements;
    }

    private static NodeSelectorRequirement without(String label) {
        return new NodeSelectorRequirementBuilder()
                .withKey(label)
                .withOperator("DoesNotExist")
                .build();
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
