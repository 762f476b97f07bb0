package dev.slipway.api.condition;

import org.jspecify.annotations.Nullable;

/** A condition as CDI's kinds have it. */
public interface HeartbeatCondition extends StatusCondition {
    /** Returns when it was last looked at and found different, RFC 3339. */
    @Nullable
    String lastHeartbeatTime();

    @Override
    default @Nullable String lookedAt() {
        return lastHeartbeatTime();
    }
}
