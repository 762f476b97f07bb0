package dev.slipway.operator.cluster;

import dev.slipway.api.condition.StatusCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conditions of what keeps a number of others: whether it cannot reach its number, and whether it was told to rest. */
public final class ReplicaConditions {
    private static final String FAILURE = "ReplicaFailure";
    private static final String PAUSED = "ReplicaPaused";

    private final ConditionSet conditions;
    private final boolean failed;
    private final boolean paused;

    /** Starts from the conditions that a set has; one that has none yet may have no list. */
    public ReplicaConditions(@Nullable List<? extends StatusCondition> before, Instant now) {
        this.conditions = ConditionSet.of(before, now);
        this.failed = conditions.has(FAILURE, Condition.TRUE);
        this.paused = conditions.has(PAUSED, Condition.TRUE);
    }

    /** Returns whether the set said before that it cannot reach its number. */
    public boolean saidFailed() {
        return failed;
    }

    /** Returns whether the set said before that it rests. */
    public boolean saidPaused() {
        return paused;
    }

    /** Why a set is not at its number, or rests: a reason, and one sentence. */
    public record Cause(String reason, String message) {}

    /** Says whether the set cannot reach its number. */
    public void failed(Optional<Cause> cause) {
        cause.ifPresentOrElse(
                found -> conditions.set(FAILURE, Condition.TRUE, found.reason(), found.message()),
                () -> conditions.remove(FAILURE));
    }

    /** Says whether the set rests. */
    public void paused(boolean rests, Cause cause) {
        conditions.trueWhile(rests, PAUSED, cause.reason(), cause.message());
    }

    /** Returns the conditions as their kind has them; KubeVirt does not tell when it looked. */
    public <C extends StatusCondition> List<C> list(ConditionSet.Maker<C> maker) {
        return conditions.listUnprobed(maker);
    }
}
