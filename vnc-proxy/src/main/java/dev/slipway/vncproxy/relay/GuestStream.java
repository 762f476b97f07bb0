package dev.slipway.vncproxy.relay;

import io.vertx.core.http.ServerWebSocket;

/** An open stream of a guest's bytes that waits for its viewer; it must be joined or closed. */
public interface GuestStream {
    /** Carries between the guest and {@code viewer}, which is paused, until one ends; called on the viewer's event loop. */
    void join(ServerWebSocket viewer);

    /** Ends it, since nobody comes. */
    void close();
}
