package dev.slipway.vncproxy.relay;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;

/** The way to the guests of all nodes. */
public interface Relay extends AutoCloseable {
    /** Asks a node-agent; a failed future means that it could not be reached or broke off. */
    Future<RelayAnswer> call(HttpMethod method, RelayTarget target, Buffer body);

    /**
     * Opens a stream of raw bytes to a guest.
     *
     * @return fails with {@link UpgradeRejectedException} if the node-agent answers with a Status instead
     */
    Future<GuestStream> open(RelayTarget target);

    @Override
    void close();
}
