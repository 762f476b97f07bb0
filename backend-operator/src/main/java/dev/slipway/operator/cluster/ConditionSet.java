package dev.slipway.operator.cluster;

import dev.slipway.machine.lifecycle.Timestamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The conditions of an object while its status is put together; one that does not change keeps its times. */
public final class ConditionSet {
    private final Map<String, Condition> byType = new LinkedHashMap<>();
    private final String now;

    /** Starts from the conditions that an object has. */
    public ConditionSet(List<Condition> before, Instant now) {
        before.forEach(condition -> byType.put(condition.type(), condition));
        this.now = Timestamps.format(now);
    }

    /** As the constructor, for an object's own form of conditions; an object that has none yet may have no list. */
    public static <C> ConditionSet of(@Nullable List<C> before, Function<C, Condition> neutral, Instant now) {
        return new ConditionSet(
                Optional.ofNullable(before).orElse(List.of()).stream()
                        .map(neutral)
                        .toList(),
                now);
    }

    /** Has a condition that is true while something holds, and not there else. */
    public void trueWhile(boolean holds, String type, @Nullable String reason, @Nullable String message) {
        if (holds) {
            set(type, Condition.TRUE, reason, message);
        } else {
            remove(type);
        }
    }

    /** Adds or changes a condition. */
    public void set(String type, String status, @Nullable String reason, @Nullable String message) {
        Optional<Condition> before = Optional.ofNullable(byType.get(type));
        if (before.filter(same -> status.equals(same.status())
                        && Objects.equals(reason, same.reason())
                        && Objects.equals(message, same.message()))
                .isPresent()) {
            return;
        }
        String turned = before.filter(same -> status.equals(same.status()))
                .map(Condition::turned)
                .orElse(now);
        byType.put(type, new Condition(type, status, reason, message, now, turned));
    }

    /** Removes a condition. */
    public void remove(String type) {
        byType.remove(type);
    }

    /** Removes the conditions of these types. */
    public void removeIf(Predicate<String> type) {
        byType.keySet().removeIf(type);
    }

    /** Returns whether the condition is there with this status. */
    public boolean has(String type, String status) {
        return Optional.ofNullable(byType.get(type))
                .filter(found -> status.equals(found.status()))
                .isPresent();
    }

    /** Returns the conditions, in the order in which they came. */
    public <C> List<C> list(Function<Condition, C> form) {
        return byType.values().stream().map(form).toList();
    }
}
