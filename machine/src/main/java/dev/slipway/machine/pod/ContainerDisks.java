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
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The containers that hold the images of container disks in a launcher Pod. Image volumes of Kubernetes would do the same,
 * but an API server without that feature gate leaves them out of a Pod in silence.
 *
 * <p>Each image gets a container whose file system is the image; the node-agent shows the disk in it to the launcher, and ends
 * the container after the guest ({@code docs/contracts.md} §1). Such an image holds no program, so the container runs one that
 * only waits. The launcher's container brings it along: a kubelet starts containers in their order, and goes on after the first
 * when its {@code postStart} has run. A container that runs to its end beforehand would cost a second or two more, because
 * kubelets see ends only once a second.
 */
final class ContainerDisks {
    private static final String WAITER_VOLUME = "waiter";
    private static final String WAITER =
            LauncherNames.DISK_HOLDER.substring(LauncherNames.DISK_HOLDER.lastIndexOf('/'));
    private static final String WAITER_DIRECTORY =
            LauncherNames.DISK_HOLDER.substring(0, LauncherNames.DISK_HOLDER.lastIndexOf('/'));

    private ContainerDisks() {}

    /** Returns the containers that come after the launcher's; none if the instance has no container disk. */
    static List<Container> holders(VirtualMachineInstanceSpec spec, PodFacts facts, SecurityContext security) {
        ResourceRequirements resources =
                new SupportResources(facts).of(SupportResources.CONTAINER_DISK, Instance.isGuaranteed(spec));
        return disks(spec).stream()
                .map(disk -> holder(disk, withStorage(resources), security))
                .toList();
    }

    private static Container holder(Volume disk, ResourceRequirements resources, SecurityContext security) {
        ContainerDiskSource source = Objects.requireNonNull(disk.containerDisk());
        return new ContainerBuilder()
                .withName(LauncherNames.diskContainer(String.valueOf(disk.name())))
                .withImage(source.image())
                .withImagePullPolicy(source.imagePullPolicy())
                .withCommand(LauncherNames.DISK_HOLDER, "-P")
                .withVolumeMounts(waiter(true))
                .withResources(resources)
                .withSecurityContext(security)
                .build();
    }

    /** Returns what the launcher's container does for the others; null if there are none. */
    static @Nullable Lifecycle bring(VirtualMachineInstanceSpec spec) {
        return disks(spec).isEmpty()
                ? null
                : new LifecycleBuilder()
                        .withNewPostStart()
                        .withNewExec()
                        .withCommand("/usr/bin/cp", "/usr/bin" + WAITER, LauncherNames.DISK_HOLDER)
                        .endExec()
                        .endPostStart()
                        .build();
    }

    /** Returns where the launcher's container puts the program; empty if there are no containers that run it. */
    static Optional<VolumeMount> mount(VirtualMachineInstanceSpec spec) {
        return disks(spec).isEmpty() ? Optional.empty() : Optional.of(waiter(false));
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
}
