package dev.slipway.standalone.apiserver.watch;

import io.vertx.core.buffer.Buffer;

/** Where watch events go: a chunked HTTP response or a WebSocket. */
public interface EventSink {
    /**
     * Sends one event, after waiting until the client took enough of the ones before.
     *
     * @return false if the client is gone or did not take anything for too long; nothing more may be sent then
     */
    boolean send(Buffer event) throws InterruptedException;

    /** Says whether the client is still there. */
    boolean isOpen();

    /** Ends the stream properly. */
    void end();
}
