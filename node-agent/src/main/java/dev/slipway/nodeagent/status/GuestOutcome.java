package dev.slipway.nodeagent.status;

/**
 * How something that was done in a guest, or asked of it, came out; a condition of its instance.
 *
 * @param well whether it is as it should be
 * @param reason one word; may be empty if all is well
 * @param message one sentence; may be empty if all is well
 */
public record GuestOutcome(boolean well, String reason, String message) {
    /** All is well. */
    public static final GuestOutcome WELL = new GuestOutcome(true, "", "");
}
