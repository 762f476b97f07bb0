package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.CustomProfile;
import dev.slipway.api.kubevirt.DeveloperConfiguration;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.SeccompConfiguration;
import dev.slipway.api.kubevirt.SupportContainerResources;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceProfile;
import dev.slipway.machine.pod.MemoryLimit;
import dev.slipway.machine.pod.MemoryOverhead;
import dev.slipway.machine.pod.PodFacts;
import dev.slipway.machine.replicas.Selector;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** What launcher Pods depend on, from the KubeVirt resource and the nodes. */
public final class LauncherFacts {
    private static final String DEVICES = "devices.kubevirt.io/";
    private static final String MACHINE_TYPES = "machine-type.node.kubevirt.io/";

    private LauncherFacts() {}

    /** Returns what the Pods of an instance depend on. */
    public static PodFacts of(String image, Caches caches, VirtualMachineInstance instance) {
        List<PersistentVolumeClaim> claims =
                Optional.ofNullable(instance.getSpec().volumes()).orElse(List.of()).stream()
                        .flatMap(volume -> UsedClaim.of(volume).stream())
                        .map(used -> new ObjectKey(instance.getMetadata().getNamespace(), used.name()))
                        .flatMap(key -> Caches.find(caches.claims(), key).stream())
                        .toList();
        return of(image, caches.configuration(), caches.nodes().getIndexer().list(), instance, claims);
    }

    static PodFacts of(
            String image,
            KubeVirtConfiguration configuration,
            List<Node> nodes,
            VirtualMachineInstance instance,
            Collection<PersistentVolumeClaim> claims) {
        Optional<DeveloperConfiguration> developer = Optional.ofNullable(configuration.developerConfiguration());
        return new PodFacts(
                image,
                Optional.ofNullable(configuration.imagePullPolicy()).orElse("IfNotPresent"),
                developer.map(DeveloperConfiguration::useEmulation).orElse(false),
                devices(nodes),
                nodes.stream().anyMatch(LauncherFacts::tellsMachineTypes),
                developer.map(DeveloperConfiguration::nodeSelectors).orElse(Map.of()),
                developer
                        .map(DeveloperConfiguration::cpuAllocationRatio)
                        .filter(ratio -> ratio > 0)
                        .orElse(PodFacts.CPU_ALLOCATION_RATIO),
                developer
                        .map(DeveloperConfiguration::memoryOvercommit)
                        .filter(percent -> percent > 0)
                        .orElse(PodFacts.MEMORY_OVERCOMMIT),
                false,
                MemoryOverhead.MEASURED.withRatio(ratio(configuration)),
                blockClaims(claims),
                seccomp(configuration),
                Optional.ofNullable(configuration.selinuxLauncherType()).orElse(""),
                supportResources(configuration),
                configuration,
                OptionalDouble.empty(),
                reserved(instance, claims));
    }

    /**
     * Returns the facts for a Pod that is about to be made: whether its namespace is one that
     * {@code autoCPULimitNamespaceLabelSelector} gives a limit of processors, and what its quotas limit, is asked only then.
     */
    public static PodFacts inNamespace(PodFacts facts, Caches caches, KubernetesClient client, String namespace) {
        KubeVirtConfiguration configuration = caches.configuration();
        Set<String> limited = caches.quotasIn(namespace).stream()
                .flatMap(quota -> Optional.ofNullable(quota.getSpec()).map(ResourceQuotaSpec::getHard).stream())
                .flatMap(hard -> hard.keySet().stream())
                .collect(Collectors.toSet());
        Optional<Selector> selector = Optional.ofNullable(configuration.autoCPULimitNamespaceLabelSelector())
                .flatMap(Selector::of);
        boolean memory = limited.contains("limits.memory");
        Map<String, String> labels = memory || selector.isPresent() ? labels(client, namespace) : Map.of();
        return facts.inNamespace(
                limited.contains("limits.cpu")
                        || selector.filter(all -> all.matches(labels)).isPresent(),
                memory ? OptionalDouble.of(MemoryLimit.factor(labels)) : OptionalDouble.empty());
    }

    private static Map<String, String> labels(KubernetesClient client, String namespace) {
        return Optional.ofNullable(client.namespaces().withName(namespace).get())
                .map(found -> found.getMetadata().getLabels())
                .orElse(Map.of());
    }

    /** The claims of disks that the instance reserves for itself. */
    private static Set<String> reserved(VirtualMachineInstance instance, Collection<PersistentVolumeClaim> claims) {
        Set<String> volumes = Optional.ofNullable(instance.getSpec().domain())
                .map(DomainSpec::devices)
                .map(Devices::disks)
                .orElse(List.of())
                .stream()
                .filter(disk ->
                        disk.lun() != null && Boolean.TRUE.equals(disk.lun().reservation()))
                .map(disk -> String.valueOf(disk.name()))
                .collect(Collectors.toSet());
        Set<String> names = Optional.ofNullable(instance.getSpec().volumes()).orElse(List.of()).stream()
                .filter(volume -> volumes.contains(volume.name()))
                .flatMap(volume -> UsedClaim.of(volume).stream())
                .map(UsedClaim::name)
                .collect(Collectors.toSet());
        return claims.stream()
                .filter(claim -> names.contains(claim.getMetadata().getName()))
                .map(claim -> claim.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private static Map<String, ResourceRequirements> supportResources(KubeVirtConfiguration configuration) {
        Map<String, ResourceRequirements> all = new HashMap<>();
        for (SupportContainerResources one :
                Optional.ofNullable(configuration.supportContainerResources()).orElse(List.of())) {
            if (one.type() != null && one.resources() != null) {
                all.put(
                        one.type(),
                        new ResourceRequirementsBuilder()
                                .withRequests(one.resources().requests())
                                .withLimits(one.resources().limits())
                                .build());
            }
        }
        return all;
    }

    private static Set<String> devices(List<Node> nodes) {
        return nodes.stream()
                .flatMap(node -> Optional.ofNullable(node.getStatus())
                        .flatMap(status -> Optional.ofNullable(status.getAllocatable()))
                        .orElse(Map.of())
                        .entrySet()
                        .stream())
                .filter(offer -> offer.getKey().startsWith(DEVICES) && isSome(offer.getValue()))
                .map(offer -> offer.getKey().substring(DEVICES.length()))
                .collect(Collectors.toSet());
    }

    private static boolean isSome(Quantity quantity) {
        return quantity.getNumericalAmount().signum() > 0;
    }

    private static boolean tellsMachineTypes(Node node) {
        return Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of()).keySet().stream()
                .anyMatch(label -> label.startsWith(MACHINE_TYPES));
    }

    private static double ratio(KubeVirtConfiguration configuration) {
        return Optional.ofNullable(configuration.additionalGuestMemoryOverheadRatio())
                .filter(text -> text.matches("\\d{1,4}(\\.\\d{1,6})?"))
                .map(Double::parseDouble)
                .filter(ratio -> ratio >= 1)
                .orElse(1.0);
    }

    private static Set<String> blockClaims(Collection<PersistentVolumeClaim> claims) {
        return claims.stream()
                .filter(claim -> "Block".equals(claim.getSpec().getVolumeMode()))
                .map(claim -> claim.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static SeccompProfile seccomp(KubeVirtConfiguration configuration) {
        return Optional.ofNullable(configuration.seccompConfiguration())
                .map(SeccompConfiguration::virtualMachineInstanceProfile)
                .map(VirtualMachineInstanceProfile::customProfile)
                .map(CustomProfile::localhostProfile)
                .map(profile -> new SeccompProfileBuilder()
                        .withType("Localhost")
                        .withLocalhostProfile(profile)
                        .build())
                .orElseGet(PodFacts::runtimeDefault);
    }
}
