package dev.slipway.nodeagent.launcher;

import java.io.IOException;

/** A launcher's answer that it will not or cannot do what it was asked. */
public final class LauncherRefusal extends IOException {
    private static final long serialVersionUID = 1L;
    private final String code;

    public LauncherRefusal(String code, String message) {
        super(message);
        this.code = code;
    }

    /** Returns the stable code, e.g. {@code NO_AGENT}. */
    public String code() {
        return code;
    }
}
