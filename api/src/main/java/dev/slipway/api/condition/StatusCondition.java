package dev.slipway.api.condition;

import org.jspecify.annotations.Nullable;

/** A condition in the status of an object, whatever its kind calls it. */
public interface StatusCondition {
    /** Returns its type, which is there once in a status. */
    @Nullable
    String type();

    /** Returns {@code True}, {@code False} or {@code Unknown}. */
    @Nullable
    String status();

    /** Returns one word for programs. */
    @Nullable
    String reason();

    /** Returns one sentence for people. */
    @Nullable
    String message();

    /** Returns when its status last changed, RFC 3339. */
    @Nullable
    String lastTransitionTime();

    /** Returns when it was last looked at and found different, RFC 3339. */
    @Nullable
    String lookedAt();
}
