package dev.slipway.vncproxy.stream;

import dev.slipway.vncproxy.relay.RelayTarget;
import dev.slipway.vncproxy.relay.StreamEnd;

/** Whether a ticket opens a console. */
sealed interface Opening {
    /**
     * It does.
     *
     * @param target where the console is
     */
    record To(RelayTarget target) implements Opening {}

    /**
     * It does not.
     *
     * @param end how the websocket is closed
     */
    record Refused(StreamEnd end) implements Opening {}

    /**
     * Returns a refusal.
     *
     * @param status HTTP status; the close code is 4000 more (RFC 6455 §7.4.2: 4000–4999 are private)
     * @param reason one sentence for the user
     */
    static Refused refused(int status, String reason) {
        return new Refused(new StreamEnd((short) (4000 + status), reason));
    }
}
