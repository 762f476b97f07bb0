package dev.slipway.launcher.lifecycle;

/** Why a guest's processors stand still. */
public enum PauseReason {
    /** Somebody paused it. */
    USER("user"),
    /** A disk answered with an error, or is full; the guest waits so that it does not see it. */
    IO_ERROR("io-error"),
    /** It is moving to or from another launcher. */
    MIGRATION("migration"),
    /** The guest's kernel panicked, or its processor cannot go on. */
    PANICKED("panicked"),
    /** It has not run yet. */
    STARTING("starting");

    private final String wireName;

    PauseReason(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name on the control socket. */
    public String wireName() {
        return wireName;
    }
}
