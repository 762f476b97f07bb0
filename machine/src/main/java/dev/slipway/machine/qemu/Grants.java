package dev.slipway.machine.qemu;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a node has set aside for one guest beside its volumes.
 *
 * @param cpus numbers of the host's processors that nobody else uses, ascending; empty if it has none to itself
 * @param devices name of a graphics or other host device of the instance, or of an interface with {@code sriov}, to
 *     the device of the node
 * @param contextId the guest's address on virtio-vsock
 * @param state folder that outlives the Pod, for the TPM and UEFI variables, as the launcher sees it
 * @param kernel kernel to start without a boot loader
 */
public record Grants(
        List<Integer> cpus,
        Map<String, PassedDevice> devices,
        OptionalLong contextId,
        Optional<String> state,
        Optional<Kernel> kernel) {
    /** Nothing. */
    public static final Grants NONE =
            new Grants(List.of(), Map.of(), OptionalLong.empty(), Optional.empty(), Optional.empty());

    public Grants {
        cpus = List.copyOf(cpus);
        devices = Map.copyOf(devices);
    }

    /**
     * Files of a kernel image, as the launcher sees them.
     *
     * @param image path of the kernel; empty if the guest brings its own and only the rest is given
     * @param initrd path of its first file system
     */
    public record Kernel(Optional<String> image, Optional<String> initrd) {}
}
