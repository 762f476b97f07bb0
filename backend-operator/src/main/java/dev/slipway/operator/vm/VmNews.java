package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.operator.cluster.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is worth a write of a virtual machine's status at once, and what may wait for more. */
final class VmNews {
    private VmNews() {}

    /**
     * Returns whether only reasons and messages of conditions differ: on the way to its guest an instance gives one reason after
     * the other why it is not ready, and each would be a write.
     */
    static boolean mayWait(@Nullable VirtualMachineStatus before, VirtualMachineStatus after) {
        return before != null
                && !before.equals(after)
                && before.printableStatus() != null
                && before.withConditions(null).equals(after.withConditions(null))
                && statuses(before).equals(statuses(after));
    }

    /** A machine without the condition Ready is not ready. */
    private static Map<String, String> statuses(VirtualMachineStatus status) {
        Map<String, String> statuses = new HashMap<>(Map.of("Ready", Condition.FALSE));
        for (VirtualMachineCondition condition :
                Optional.ofNullable(status.conditions()).orElse(List.of())) {
            statuses.put(
                    Objects.requireNonNullElse(condition.type(), ""),
                    Objects.requireNonNullElse(condition.status(), ""));
        }
        return statuses;
    }
}
