package dev.slipway.machine.pod;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import java.util.Map;
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
        Map<String, ResourceRequirements> supportResources) {

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
                Map.of());
    }

    /** Returns the profile of the container runtime. */
    public static SeccompProfile runtimeDefault() {
        return new SeccompProfileBuilder().withType("RuntimeDefault").build();
    }

    /** Returns these facts with other block claims. */
    public PodFacts withBlockClaims(Set<String> claims) {
        return copy(cpuLimit, claims);
    }

    /** Returns these facts for a namespace that asks for a limit of processors, or for one that does not. */
    public PodFacts withCpuLimit(boolean limit) {
        return copy(limit, blockClaims);
    }

    private PodFacts copy(boolean limit, Set<String> claims) {
        return new PodFacts(
                launcherImage,
                imagePullPolicy,
                emulation,
                devices,
                nodeFeatures,
                nodeSelectors,
                cpuAllocationRatio,
                memoryOvercommit,
                limit,
                overhead,
                claims,
                seccompProfile,
                seLinuxType,
                supportResources);
    }

    boolean offers(String device) {
        return devices.contains(device);
    }
}
