package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.InterfaceBindingPlugin;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.NetworkConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.validate.FeatureGates;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the launcher Pod of an instance depends on beside the instance itself: the installation and the cluster.
 *
 * @param launcherImage image of the launcher
 * @param imagePullPolicy when a node fetches that image: {@code Always}, {@code IfNotPresent} or {@code Never}
 * @param emulation whether guests run without KVM on purpose
 * @param devices devices that some node offers, by the part of the name after {@code devices.kubevirt.io/}
 * @param nodeFeatures whether nodes carry labels of the machine types, processor models and features they can run
 * @param nodeSelectors labels that every node for virtual machines has, from the KubeVirt resource
 * @param cpuAllocationRatio virtual processors per requested processor
 * @param memoryOvercommit guest memory in percent of requested memory
 * @param cpuLimit whether the namespace asks for a limit of processors
 * @param overhead what a virtual machine needs beside the guest's memory
 * @param blockClaims claims whose volumes are block devices
 * @param seccompProfile system calls that the launcher may make
 * @param seLinuxType SELinux type of the launcher; empty leaves it to the container runtime
 * @param supportResources what helping containers ask for, by the types of {@code supportContainerResources}
 * @param configuration the KubeVirt resource's, for what is asked of it rarely
 * @param memoryLimit limit of memory per requested memory that the namespace asks for, if it does
 * @param reservedClaims uids of the claims of the instance whose disks it reserves for itself
 */
public record PodFacts(
        String launcherImage,
        String imagePullPolicy,
        boolean emulation,
        Set<String> devices,
        boolean nodeFeatures,
        Map<String, String> nodeSelectors,
        int cpuAllocationRatio,
        int memoryOvercommit,
        boolean cpuLimit,
        MemoryOverhead overhead,
        Set<String> blockClaims,
        SeccompProfile seccompProfile,
        String seLinuxType,
        Map<String, ResourceRequirements> supportResources,
        KubeVirtConfiguration configuration,
        OptionalDouble memoryLimit,
        Set<String> reservedClaims) {

    /** Default of {@code developerConfiguration.cpuAllocationRatio} in KubeVirt v1.9.0. */
    public static final int CPU_ALLOCATION_RATIO = 10;

    /** Default of {@code developerConfiguration.memoryOvercommit} in KubeVirt v1.9.0. */
    public static final int MEMORY_OVERCOMMIT = 100;

    public PodFacts {
        if (cpuAllocationRatio < 1) {
            throw new IllegalArgumentException(
                    "cpuAllocationRatio is " + cpuAllocationRatio + ", it must be 1 or more");
        }
        if (memoryOvercommit < 1) {
            throw new IllegalArgumentException("memoryOvercommit is " + memoryOvercommit + ", it must be 1 or more");
        }
        devices = Set.copyOf(devices);
        nodeSelectors = Map.copyOf(nodeSelectors);
        blockClaims = Set.copyOf(blockClaims);
        supportResources = Map.copyOf(supportResources);
        reservedClaims = Set.copyOf(reservedClaims);
    }

    /** Returns facts of an installation without a KubeVirt resource and without offers from nodes. */
    public static PodFacts of(String launcherImage) {
        return new PodFacts(
                launcherImage,
                "IfNotPresent",
                false,
                Set.of(),
                false,
                Map.of(),
                CPU_ALLOCATION_RATIO,
                MEMORY_OVERCOMMIT,
                false,
                MemoryOverhead.MEASURED,
                Set.of(),
                runtimeDefault(),
                "",
                Map.of(),
                KubeVirtConfigurationBuilder.builder().build(),
                OptionalDouble.empty(),
                Set.of());
    }

    /** Returns the profile of the container runtime. */
    public static SeccompProfile runtimeDefault() {
        return new SeccompProfileBuilder().withType("RuntimeDefault").build();
    }

    /** Returns these facts for a namespace: whether it asks for a limit of processors, and what it asks of memory. */
    public PodFacts inNamespace(boolean processors, OptionalDouble memory) {
        return new PodFacts(
                launcherImage,
                imagePullPolicy,
                emulation,
                devices,
                nodeFeatures,
                nodeSelectors,
                cpuAllocationRatio,
                memoryOvercommit,
                processors,
                overhead,
                blockClaims,
                seccompProfile,
                seLinuxType,
                supportResources,
                configuration,
                memory,
                reservedClaims);
    }

    /** Returns the bytes that an instance needs beside its guest's memory. */
    public long overheadBytes(VirtualMachineInstanceSpec spec) {
        return overhead.bytes(spec, emulation) + NetworkOverhead.bytes(spec, bindings());
    }

    /** Returns the network bindings that others bring, by their names. */
    Map<String, InterfaceBindingPlugin> bindings() {
        return Optional.ofNullable(configuration.network())
                .map(NetworkConfiguration::binding)
                .orElse(Map.of());
    }

    boolean isOn(String gate) {
        return FeatureGates.isEnabled(gate, configuration);
    }

    /** Returns whether nodes tell their devices at all; those of standalone do not, and guests open them there by themselves. */
    boolean offersDevices() {
        return !devices.isEmpty();
    }

    boolean offers(String device) {
        return devices.contains(device);
    }
}
