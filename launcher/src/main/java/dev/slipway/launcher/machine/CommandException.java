package dev.slipway.launcher.machine;

/** A command could not be carried out; nothing changed unless the message says so. */
public final class CommandException extends Exception {
    private final Code code;

    /** The stable codes of refusals on the control socket. */
    public enum Code {
        /** The request is no request: not JSON, or without id or command. */
        BAD_REQUEST,
        /** There is no command of that name. */
        UNKNOWN_COMMAND,
        /** An argument is missing or wrong. */
        BAD_ARGUMENT,
        /** The launch plan lacks something or has it wrong. */
        BAD_PLAN,
        /** Another plan has been launched already. */
        ALREADY_LAUNCHED,
        /** What the plan asks for could not be made or started. */
        LAUNCH_FAILED,
        /** The guest does not run yet, or no more. */
        NOT_RUNNING,
        /** No guest agent answers. */
        NO_AGENT,
        /** The guest agent refused. */
        AGENT_REFUSED,
        /** No answer came in time. */
        TIMEOUT,
        /** QEMU refused. */
        QEMU_REFUSED,
        /** The command is not one that clients may send to QEMU. */
        NOT_ALLOWED,
        /** A file or directory could not be made or deleted. */
        FILE_REFUSED,
        /** The answer is longer than the control socket carries. */
        TOO_LARGE
    }

    /**
     * Refuses a command.
     *
     * @param code stable code
     * @param message one sentence: what happened, what it means, what to do
     */
    public CommandException(Code code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns the stable code. */
    public Code code() {
        return code;
    }
}
