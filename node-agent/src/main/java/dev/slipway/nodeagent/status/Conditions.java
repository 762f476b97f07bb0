package dev.slipway.nodeagent.status;

import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstanceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions of an instance, each type once; a condition that says the same keeps its time. */
final class Conditions {
    private final List<VirtualMachineInstanceCondition> conditions;
    private final String now;

    Conditions(@Nullable List<VirtualMachineInstanceCondition> conditions, Instant now) {
        this.conditions = new ArrayList<>(conditions == null ? List.of() : conditions);
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Sets a condition; reason and message are empty if there is nothing to say. */
    void set(String type, boolean status, String reason, String message) {
        String text = status ? "True" : "False";
        Optional<VirtualMachineInstanceCondition> old = of(type);
        boolean same = old.filter(condition -> text.equals(condition.status())
                        && reason.equals(Objects.requireNonNullElse(condition.reason(), ""))
                        && message.equals(Objects.requireNonNullElse(condition.message(), "")))
                .isPresent();
        if (same) {
            return;
        }
        String since = old.filter(condition -> text.equals(condition.status()))
                .map(VirtualMachineInstanceCondition::lastTransitionTime)
                .orElse(now);
        remove(type);
        conditions.add(VirtualMachineInstanceConditionBuilder.builder()
                .type(type)
                .status(text)
                .reason(reason.isEmpty() ? null : reason)
                .message(message.isEmpty() ? null : message)
                .lastProbeTime(now)
                .lastTransitionTime(since)
                .build());
    }

    void remove(String type) {
        conditions.removeIf(condition -> type.equals(condition.type()));
    }

    Optional<VirtualMachineInstanceCondition> of(String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst();
    }

    List<VirtualMachineInstanceCondition> list() {
        return List.copyOf(conditions);
    }
}
