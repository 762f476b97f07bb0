package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.ContainerDiskSource;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.KernelBoot;
import dev.slipway.api.kubevirt.KernelBootContainer;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Volume;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The containers that hold the images of container disks in a launcher Pod. Image volumes of Kubernetes would do the same,
 * but an API server without that feature gate leaves them out of a Pod in silence.
 *
 * <p>Each image gets a side-car whose file system is the image; the node-agent shows the disk in it to the launcher
 * ({@code docs/contracts.md} §1). Such an image holds no program, so the side-car runs one that only waits, which a first
 * container brings along.
 */
final class ContainerDisks {
    // Name of KubeVirt's container that does the same.
    private static final String BRINGER = "container-disk-binary";

    private static final String WAITER_VOLUME = "waiter";
    private static final String WAITER_DIRECTORY = "/var/run/slipway-waiter";
    private static final String WAITER = "catatonit";

    private ContainerDisks() {}

    /** Returns the containers in the order in which they start; none if the instance has no container disk. */
    static List<Container> initContainers(
            VirtualMachineInstanceSpec spec, PodFacts facts, SecurityContext security, ResourceRequirements compute) {
        List<Volume> disks = disks(spec);
        if (disks.isEmpty()) {
            return List.of();
        }
        boolean guaranteed = isGuaranteed(compute);
        ResourceRequirements resources = new SupportResources(facts).of(SupportResources.CONTAINER_DISK, guaranteed);
        List<Container> containers = new ArrayList<>();
        containers.add(new ContainerBuilder()
                .withName(BRINGER)
                .withImage(facts.launcherImage())
                .withImagePullPolicy(facts.imagePullPolicy())
                .withCommand("/usr/bin/cp", "/usr/bin/" + WAITER, WAITER_DIRECTORY + "/" + WAITER)
                .withVolumeMounts(waiter(false))
                .withResources(resources)
                .withSecurityContext(security)
                .build());
        for (Volume disk : disks) {
            ContainerDiskSource source = Objects.requireNonNull(disk.containerDisk());
            containers.add(new ContainerBuilder()
                    .withName(LauncherNames.diskContainer(String.valueOf(disk.name())))
                    .withImage(source.image())
                    .withImagePullPolicy(source.imagePullPolicy())
                    .withRestartPolicy("Always")
                    .withCommand(WAITER_DIRECTORY + "/" + WAITER, "-P")
                    .withVolumeMounts(waiter(true))
                    .withResources(withStorage(resources))
                    .withSecurityContext(security)
                    .build());
        }
        return containers;
    }

    /** Returns the volume that the containers share; none if there are no containers. */
    static Optional<io.fabric8.kubernetes.api.model.Volume> volume(VirtualMachineInstanceSpec spec) {
        return disks(spec).isEmpty()
                ? Optional.empty()
                : Optional.of(new VolumeBuilder()
                        .withName(WAITER_VOLUME)
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build());
    }

    /** Returns the Secrets by which the images are pulled, that of a kernel included. */
    static List<LocalObjectReference> pullSecrets(VirtualMachineInstanceSpec spec) {
        Stream<@Nullable String> ofDisks = disks(spec).stream()
                .map(disk -> Objects.requireNonNull(disk.containerDisk()).imagePullSecret());
        Stream<@Nullable String> ofKernel = Instance.domain(spec)
                .map(DomainSpec::firmware)
                .map(Firmware::kernelBoot)
                .map(KernelBoot::container)
                .map(KernelBootContainer::imagePullSecret)
                .stream();
        return Stream.concat(ofDisks, ofKernel)
                .flatMap(Stream::ofNullable)
                .filter(secret -> !secret.isEmpty())
                .distinct()
                .map(LocalObjectReference::new)
                .toList();
    }

    private static List<Volume> disks(VirtualMachineInstanceSpec spec) {
        return Instance.volumes(spec).stream()
                .filter(volume -> volume.containerDisk() != null)
                .toList();
    }

    private static VolumeMount waiter(boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(WAITER_VOLUME)
                .withMountPath(WAITER_DIRECTORY)
                .withReadOnly(readOnly ? Boolean.TRUE : null)
                .build();
    }

    /** As in KubeVirt: room for what the container runtime writes for a side-car. */
    private static ResourceRequirements withStorage(ResourceRequirements resources) {
        return new ResourceRequirementsBuilder(resources)
                .addToRequests("ephemeral-storage", new Quantity("50", "M"))
                .build();
    }

    private static boolean isGuaranteed(ResourceRequirements compute) {
        Map<String, Quantity> limits = Optional.ofNullable(compute.getLimits()).orElse(Map.of());
        return List.of("cpu", "memory").stream()
                .allMatch(name -> limits.containsKey(name)
                        && limits.get(name).equals(compute.getRequests().get(name)));
    }
}
