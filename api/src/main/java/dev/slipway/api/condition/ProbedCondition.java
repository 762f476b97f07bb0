package dev.slipway.api.condition;

import org.jspecify.annotations.Nullable;

/** A condition as KubeVirt's kinds have it. */
public interface ProbedCondition extends StatusCondition {
    /** Returns when it was last looked at and found different, RFC 3339. */
    @Nullable
    String lastProbeTime();

    @Override
    default @Nullable String lookedAt() {
        return lastProbeTime();
    }
}
