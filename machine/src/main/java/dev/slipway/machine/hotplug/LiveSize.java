package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.CPUTopology;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Memory;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.MemoryStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.given.VirtualCpus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/**
 * What of a guest's size may change while it runs.
 *
 * @param sockets filled sockets
 * @param memory memory of the guest, if it is said
 */
public record LiveSize(long sockets, Optional<Quantity> memory) {
    /** Annotation of instances whose processors have grown: the sockets that QEMU was started with. */
    public static final String SOCKETS_AT_BOOT = "slipway.dev/sockets-at-boot";

    /** Condition of an instance whose processors are not those of its description yet. */
    public static final String PROCESSORS_CHANGE = "HotVCPUChange";

    /** Condition of an instance whose memory is not that of its description yet. */
    public static final String MEMORY_CHANGE = "HotMemoryChange";

    /** Returns the size that an instance's description asks for. */
    public static LiveSize wanted(VirtualMachineInstance instance) {
        return new LiveSize(
                VirtualCpus.of(instance.getSpec()).sockets(),
                Optional.ofNullable(instance.getSpec().domain())
                        .map(DomainSpec::memory)
                        .map(Memory::guest));
    }

    /** Returns the size that the guest was given last; the one that is asked for while that is not known. */
    public static LiveSize reached(VirtualMachineInstance instance) {
        LiveSize wanted = wanted(instance);
        Optional<VirtualMachineInstanceStatus> status = Optional.ofNullable(instance.getStatus());
        return new LiveSize(
                status.map(VirtualMachineInstanceStatus::currentCPUTopology)
                        .map(CPUTopology::sockets)
                        .filter(sockets -> sockets > 0)
                        .orElse(wanted.sockets()),
                status.map(VirtualMachineInstanceStatus::memory)
                        .map(MemoryStatus::guestRequested)
                        .or(wanted::memory));
    }

    /** Returns an instance as it will be when its guest has the size that is asked for. */
    public static VirtualMachineInstance grown(VirtualMachineInstance instance) {
        LiveSize wanted = wanted(instance);
        VirtualCpus cpus = VirtualCpus.of(instance.getSpec());
        VirtualMachineInstanceStatus status = Optional.ofNullable(instance.getStatus())
                .orElseGet(() -> VirtualMachineInstanceStatusBuilder.builder().build());
        VirtualMachineInstance grown = new VirtualMachineInstance();
        grown.setMetadata(instance.getMetadata());
        grown.setSpec(instance.getSpec());
        grown.setStatus(VirtualMachineInstanceStatusBuilder.builder(status)
                .currentCPUTopology(new CPUTopology(cpus.cores(), wanted.sockets(), cpus.threads(), null))
                .memory(Optional.ofNullable(status.memory())
                        .map(memory -> MemoryStatusBuilder.builder(memory)
                                .guestRequested(wanted.memory().orElse(memory.guestRequested()))
                                .build())
                        .orElse(null))
                .build());
        return grown;
    }

    /** Returns whether the memory is the same as that of another size; what is not said differs from nothing. */
    public boolean hasMemoryOf(LiveSize other) {
        return memory.isEmpty()
                || other.memory().isEmpty()
                || Given.exact(memory.get())
                                .compareTo(Given.exact(other.memory().get()))
                        == 0;
    }
}
