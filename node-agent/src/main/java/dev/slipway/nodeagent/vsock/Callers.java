package dev.slipway.nodeagent.vsock;

import java.io.IOException;
import java.net.Socket;

/** Where guests call. */
interface Callers extends AutoCloseable {
    /**
     * Waits for the next.
     *
     * @throws IOException when there will be none
     */
    Socket next() throws IOException;

    @Override
    void close();
}
