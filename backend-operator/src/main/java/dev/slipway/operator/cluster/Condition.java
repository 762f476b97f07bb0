package dev.slipway.operator.cluster;

import org.jspecify.annotations.Nullable;

/**
 * A condition, whatever kind it belongs to.
 *
 * @param type its type
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason one word for programs
 * @param message one sentence for people
 * @param probed when it was last looked at and found different, RFC 3339
 * @param turned when its status last changed, RFC 3339
 */
public record Condition(
        String type,
        String status,
        @Nullable String reason,
        @Nullable String message,
        @Nullable String probed,
        @Nullable String turned) {

    /** Status of a condition that holds. */
    public static final String TRUE = "True";

    /** Status of a condition that does not hold. */
    public static final String FALSE = "False";

    /** Status of a condition of which nobody knows whether it holds. */
    public static final String UNKNOWN = "Unknown";
}
