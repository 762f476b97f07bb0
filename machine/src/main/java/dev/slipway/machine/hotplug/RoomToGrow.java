package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.pod.VirtualCpus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** Whether a launcher Pod may hold its guest once that has grown. */
public final class RoomToGrow {
    private RoomToGrow() {}

    /**
     * Returns which limit holds the guest back, in one sentence; empty if none does.
     *
     * @param limits of the launcher's container
     */
    public static Optional<String> lacking(Map<String, Quantity> limits, VirtualMachineInstance instance) {
        long processors = VirtualCpus.of(instance.getSpec()).count();
        boolean slow =
                limits.containsKey("cpu") && Given.amount(limits, "cpu").compareTo(BigDecimal.valueOf(processors)) < 0;
        if (slow) {
            return Optional.of(sentence("cpu", limits, processors + " processors"));
        }
        Optional<BigDecimal> overhead = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::memory)
                .map(MemoryStatus::memoryOverhead)
                .map(Given::exact);
        return LiveSize.wanted(instance)
                .memory()
                .filter(guest -> limits.containsKey("memory")
                        && Given.amount(limits, "memory")
                                        .compareTo(Given.exact(guest).add(overhead.orElse(BigDecimal.ZERO)))
                                < 0)
                .map(guest -> sentence("memory", limits, guest + " of memory and QEMU's own"));
    }

    private static String sentence(String resource, Map<String, Quantity> limits, String size) {
        return "The guest gets its new size when it moves: the limit of its Pod, " + limits.get(resource) + " "
                + resource + ", does not allow " + size + ". Migrate the machine.";
    }
}
