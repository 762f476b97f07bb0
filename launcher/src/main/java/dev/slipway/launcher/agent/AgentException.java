package dev.slipway.launcher.agent;

/** The guest agent refused a command, or gave no answer. */
public final class AgentException extends Exception {
    private final Cause cause;

    /** What went wrong. */
    public enum Cause {
        /** There is no agent, or it does not answer. */
        NO_AGENT,
        /** The agent refused the command. */
        REFUSED,
        /** No answer came in time; the command may still take effect. */
        TIMEOUT
    }

    AgentException(Cause cause, String message) {
        super(message);
        this.cause = cause;
    }

    /** Returns what went wrong. */
    public Cause kind() {
        return cause;
    }
}
