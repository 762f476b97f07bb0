package dev.slipway.nodeagent.status;

import dev.slipway.api.kubevirt.CPUTopology;
import dev.slipway.api.kubevirt.CPUTopologyBuilder;
import dev.slipway.api.kubevirt.MemoryStatus;
import dev.slipway.api.kubevirt.MemoryStatusBuilder;
import dev.slipway.machine.hotplug.LiveSize;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a guest was given since its start.
 *
 * @param given the size that QEMU offers the guest
 * @param taken memory that the guest has taken; empty if it is not known
 * @param refused why QEMU did not give it memory; empty if it did
 */
public record GrownSize(LiveSize given, Optional<Quantity> taken, Optional<String> refused) {
    // pkg/virt-handler: the reason of the condition HotMemoryChange
    private static final String MEMORY_FAILED = "Memory Hotplug Failed";

    static @Nullable CPUTopology topology(@Nullable CPUTopology old, Optional<GrownSize> size) {
        return old == null || size.isEmpty()
                ? old
                : CPUTopologyBuilder.builder(old)
                        .sockets(size.get().given().sockets())
                        .build();
    }

    static @Nullable MemoryStatus memory(@Nullable MemoryStatus old, Optional<GrownSize> size) {
        return old == null || size.isEmpty()
                ? old
                : MemoryStatusBuilder.builder(old)
                        .guestRequested(size.get().given().memory().orElse(old.guestRequested()))
                        .guestCurrent(size.get().taken().orElse(old.guestCurrent()))
                        .build();
    }

    void tell(Conditions conditions, LiveSize wanted) {
        if (given.sockets() == wanted.sockets()) {
            conditions.remove(LiveSize.PROCESSORS_CHANGE);
        }
        if (refused.isPresent()) {
            conditions.set(LiveSize.MEMORY_CHANGE, false, MEMORY_FAILED, refused.get());
        } else if (given.hasMemoryOf(wanted)) {
            conditions.remove(LiveSize.MEMORY_CHANGE);
        }
    }
}
