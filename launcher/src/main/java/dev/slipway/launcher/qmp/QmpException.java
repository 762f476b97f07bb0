package dev.slipway.launcher.qmp;

/** QEMU refused a command, or did not answer it. */
public final class QmpException extends Exception {
    static final String CLOSED = "Closed";
    static final String TIMEOUT = "Timeout";

    private final String errorClass;

    QmpException(String errorClass, String message) {
        super(message);
        this.errorClass = errorClass;
    }

    /** Returns QEMU's class of the error; {@code Timeout} or {@code Closed} if there was no answer. */
    public String errorClass() {
        return errorClass;
    }

    /** Returns whether QEMU is gone. */
    public boolean isClosed() {
        return errorClass.equals(CLOSED);
    }

    /** Returns whether QEMU gave no answer in time; the command may still take effect. */
    public boolean isTimeout() {
        return errorClass.equals(TIMEOUT);
    }
}
