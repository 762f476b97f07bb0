package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.ResourceRequirements;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.given.VirtualCpus;
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
        Map<String, Quantity> named = named(instance);
        Quantity processors = Optional.ofNullable(named.get("cpu"))
                .orElseGet(() -> new Quantity(
                        Long.toString(VirtualCpus.of(instance.getSpec()).count())));
        if (limits.containsKey("cpu") && Given.amount(limits, "cpu").compareTo(Given.exact(processors)) < 0) {
            return Optional.of(sentence("cpu", limits, processors + " processors"));
        }
        BigDecimal overhead = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::memory)
                .map(MemoryStatus::memoryOverhead)
                .map(Given::exact)
                .orElse(BigDecimal.ZERO);
        return Optional.ofNullable(named.get("memory"))
                .or(() -> LiveSize.wanted(instance).memory())
                .filter(memory -> limits.containsKey("memory")
                        && Given.amount(limits, "memory")
                                        .compareTo(Given.exact(memory).add(overhead))
                                < 0)
                .map(memory -> sentence("memory", limits, memory + " of memory and QEMU's own"));
    }

    /** The limits that the instance names itself, which grow with it; a Pod of its size would have them. */
    private static Map<String, Quantity> named(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getSpec().domain())
                .map(DomainSpec::resources)
                .map(ResourceRequirements::limits)
                .orElse(Map.of());
    }

    private static String sentence(String resource, Map<String, Quantity> limits, String size) {
        return "The guest gets its new size when it moves: the limit of its Pod, " + limits.get(resource) + " "
                + resource + ", does not allow " + size + ". Migrate the machine.";
    }
}
