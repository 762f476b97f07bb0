package dev.slipway.operator.vmi;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.operator.cluster.Condition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is worth a write of an instance at once, and what may wait for more. */
final class VmiNews {
    private static final Set<String> EARLY = Set.of("", "Pending", "Scheduling");

    private VmiNews() {}

    /**
     * Returns whether the difference is only that a Pod is on its way to a node, or why the guest is not ready yet: an instance
     * whose Pod runs within moments is written once, as {@code Scheduled}, with the time at which it was {@code Scheduling}.
     */
    static boolean mayWait(VirtualMachineInstance before, VirtualMachineInstance after) {
        VirtualMachineInstanceStatus now = after.getStatus();
        return before.getStatus() != null
                && !before.getStatus().equals(now)
                && before.getMetadata().equals(after.getMetadata())
                && isOnItsWay(phase(before.getStatus()), phase(now))
                && conditions(before.getStatus()).equals(conditions(now))
                && lasting(before.getStatus()).equals(lasting(now));
    }

    private static boolean isOnItsWay(String before, String now) {
        return before.equals(now) || (EARLY.contains(before) && EARLY.contains(now));
    }

    private static String phase(VirtualMachineInstanceStatus status) {
        return Objects.requireNonNullElse(status.phase(), "");
    }

    /** Statuses of all conditions, and all of those but Ready: an instance without that one is not ready. */
    private static Map<String, List<String>> conditions(VirtualMachineInstanceStatus status) {
        Map<String, List<String>> conditions = new HashMap<>(Map.of("Ready", List.of(Condition.FALSE)));
        for (VirtualMachineInstanceCondition condition :
                Optional.ofNullable(status.conditions()).orElse(List.of())) {
            String type = text(condition.type());
            conditions.put(
                    type,
                    type.equals("Ready")
                            ? List.of(text(condition.status()))
                            : List.of(text(condition.status()), text(condition.reason()), text(condition.message())));
        }
        return conditions;
    }

    private static String text(@Nullable String given) {
        return Objects.requireNonNullElse(given, "");
    }

    /** The status without its conditions, and without what changes while a Pod finds its node. */
    private static VirtualMachineInstanceStatus lasting(VirtualMachineInstanceStatus status) {
        VirtualMachineInstanceStatus lasting = status.withConditions(null);
        return !EARLY.contains(phase(status))
                ? lasting
                : lasting.withPhase(null)
                        .withPhaseTransitionTimestamps(null)
                        .withActivePods(null)
                        .withQosClass(null)
                        .withLauncherContainerImageVersion(null)
                        .withMemory(null)
                        .withRuntimeUser(null);
    }
}
