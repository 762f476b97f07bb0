package dev.slipway.nodeagent.relay;

import org.jspecify.annotations.Nullable;

/**
 * A port of a guest on virtio-vsock.
 *
 * @param port number of 32 bits
 * @param tls whether it is spoken to by TLS
 */
record VsockTarget(long port, boolean tls) {
    private static final long LAST_PORT = 0xFFFF_FFFFL;

    /** Reads a query; without a word of TLS there is none. */
    static VsockTarget of(@Nullable String port, @Nullable String tls) throws RelayProblem.Refused {
        String number = port == null ? "" : port;
        if (!number.matches("[0-9]{1,10}") || Long.parseLong(number) > LAST_PORT) {
            throw invalid("port is '%s'; set it to a number from 0 to %d".formatted(number, LAST_PORT));
        }
        String by = tls == null ? "false" : tls;
        if (!by.equals("true") && !by.equals("false")) {
            throw invalid("tls is '%s'; set it to true or false".formatted(by));
        }
        return new VsockTarget(Long.parseLong(number), by.equals("true"));
    }

    private static RelayProblem.Refused invalid(String message) {
        return new RelayProblem.Refused(new RelayProblem.Invalid(message));
    }
}
