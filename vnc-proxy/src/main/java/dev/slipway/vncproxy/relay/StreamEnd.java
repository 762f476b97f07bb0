package dev.slipway.vncproxy.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How a websocket is closed.
 *
 * @param code close code (RFC 6455 §7.4)
 * @param reason one sentence for whoever watches; cut to what a close frame holds
 */
public record StreamEnd(short code, String reason) {
    /** Bytes of a reason (RFC 6455 §5.5: 125 of a control frame, less the code). */
    private static final int MAX_REASON_BYTES = 123;

    private static final short NORMAL = 1000;
    private static final short INTERNAL_ERROR = 1011;

    /** The node broke off without a word. */
    static final StreamEnd NODE_LOST =
            new StreamEnd(INTERNAL_ERROR, "The connection to the node was lost; connect again.");

    /** The viewer broke off without a word. */
    static final StreamEnd VIEWER_LEFT = new StreamEnd(NORMAL, "The viewer has left.");

    /** The viewer's network is gone, or its browser sleeps. */
    static final StreamEnd VIEWER_SILENT = new StreamEnd(INTERNAL_ERROR, "The viewer did not answer for 45 seconds.");

    /** The viewer holds up the stream. */
    static final StreamEnd VIEWER_STUCK =
            new StreamEnd(INTERNAL_ERROR, "The viewer took no data for 60 seconds; connect again.");

    public StreamEnd {
        while (reason.getBytes(UTF_8).length > MAX_REASON_BYTES) {
            reason = reason.substring(0, reason.length() - 1);
        }
    }

    /**
     * Returns how the other side is closed after one has been closed.
     *
     * @param code code that came, or nothing or a code that only describes if it broke off
     * @param reason reason that came; may be empty
     * @param brokenOff what to say if it broke off
     */
    static StreamEnd passedOn(short code, String reason, StreamEnd brokenOff) {
        return switch (code) {
            case 1005 -> new StreamEnd(NORMAL, reason); // closed in order, without a code
            case 0, 1006, 1015 -> brokenOff; // codes that no frame carries
            default -> new StreamEnd(code, reason);
        };
    }
}
