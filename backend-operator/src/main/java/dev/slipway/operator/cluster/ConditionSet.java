package dev.slipway.operator.cluster;

import dev.slipway.api.condition.StatusCondition;
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

    /** As the constructor, for the conditions of a kind; an object that has none yet may have no list. */
    public static ConditionSet of(@Nullable List<? extends StatusCondition> before, Instant now) {
        return of(before, ConditionSet::neutral, now);
    }

    /** As the constructor, for conditions of a form of their own. */
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

    /** Returns the conditions in a form of their own, in the order in which they came. */
    public <C> List<C> list(Function<Condition, C> form) {
        return byType.values().stream().map(form).toList();
    }

    /** Returns the conditions as their kind has them, in the order in which they came. */
    public <C extends StatusCondition> List<C> list(Maker<C> maker) {
        return list(condition -> maker.make(
                condition.probed(),
                condition.turned(),
                condition.message(),
                condition.reason(),
                condition.status(),
                condition.type(),
                null));
    }

    /** As {@link #list(Maker)}, for kinds that do not tell when they looked. */
    public <C extends StatusCondition> List<C> listUnprobed(Maker<C> maker) {
        return list(condition -> maker.make(
                null,
                condition.turned(),
                condition.message(),
                condition.reason(),
                condition.status(),
                condition.type(),
                null));
    }

    /** The constructor of a kind's condition: they all have this shape. */
    public interface Maker<C extends StatusCondition> {
        /** Makes a condition of what it says. */
        C make(
                @Nullable String lookedAt,
                @Nullable String lastTransitionTime,
                @Nullable String message,
                @Nullable String reason,
                String status,
                String type,
                @Nullable Map<String, Object> unknown);
    }

    private static Condition neutral(StatusCondition condition) {
        return new Condition(
                condition.type() + "",
                condition.status() + "",
                condition.reason(),
                condition.message(),
                condition.lookedAt(),
                condition.lastTransitionTime());
    }
}
