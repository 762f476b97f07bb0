package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conditions of a virtual machine: its own, and those of its instance. */
final class VmConditions {
    private static final String READY = "Ready";
    private static final String FAILURE = "Failure";
    private static final String RESTART_REQUIRED = "RestartRequired";

    /** Types that are decided here; all others are the instance's. */
    private static final Set<String> OWN = Set.of(READY, FAILURE, RESTART_REQUIRED, "ManualRecoveryRequired");

    /** What holds of a machine while it is stopped, too. */
    private static final Set<String> LASTING = Set.of("LiveMigratable", "StorageLiveMigratable", "DataVolumesReady");

    private final ConditionSet conditions;

    VmConditions(@Nullable List<VirtualMachineCondition> before, Instant now) {
        conditions = ConditionSet.of(before, now);
    }

    /** Takes over the conditions of the instance, and forgets those that it no longer has. */
    void follow(Optional<List<VirtualMachineInstanceCondition>> instance) {
        List<VirtualMachineInstanceCondition> theirs = instance.orElse(List.of());
        conditions.removeIf(type -> !OWN.contains(type)
                && (instance.isPresent() || !LASTING.contains(type))
                && theirs.stream().noneMatch(condition -> type.equals(condition.type())));
        theirs.stream()
                .filter(condition -> condition.type() != null && !OWN.contains(condition.type()))
                .forEach(this::copy);
        Optional<VirtualMachineInstanceCondition> ready = theirs.stream()
                .filter(condition -> READY.equals(condition.type()))
                .findFirst();
        if (instance.isEmpty()) {
            conditions.set(READY, Condition.FALSE, "VMINotExists", "VMI does not exist");
        } else if (ready.isEmpty()) {
            conditions.set(READY, Condition.FALSE, "VMIConditionMissing", "VMI is missing the Ready condition");
        } else {
            copy(ready.get());
        }
    }

    void failure(Optional<VmProblem> problem) {
        problem.ifPresentOrElse(
                found -> conditions.set(FAILURE, Condition.TRUE, found.reason(), found.message()),
                () -> conditions.remove(FAILURE));
    }

    void restartRequired(Optional<String> why) {
        conditions.trueWhile(why.isPresent(), RESTART_REQUIRED, null, why.orElse(null));
    }

    List<VirtualMachineCondition> list() {
        return conditions.list(VirtualMachineCondition::new);
    }

    private void copy(VirtualMachineInstanceCondition theirs) {
        conditions.set(theirs.type() + "", theirs.status() + "", theirs.reason(), theirs.message());
    }
}
