package dev.slipway.standalone.app;

import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.RelayProblem;
import dev.slipway.nodeagent.relay.SocketRelay;
import dev.slipway.vncproxy.relay.GuestStream;
import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.RelayAnswer;
import dev.slipway.vncproxy.relay.RelayTarget;
import dev.slipway.vncproxy.relay.VirtualThreads;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay where console proxy and node-agent are one process: a guest's stream goes to its viewer straight from its
 * launcher's socket, with no TLS between the two parts. All else goes the way it goes on a cluster.
 */
public final class NearRelay implements Relay {
    private static final Logger LOG = LoggerFactory.getLogger(NearRelay.class);

    private final Vertx vertx;
    private final Relay far;
    private final Function<URI, Optional<GuestSockets>> near;

    /**
     * Relays on {@code vertx}.
     *
     * @param far the way over the network; closed with this
     * @param near the guests of a node-agent of this process, by its address
     */
    public NearRelay(Vertx vertx, Relay far, Function<URI, Optional<GuestSockets>> near) {
        this.vertx = vertx;
        this.far = far;
        this.near = near;
    }

    @Override
    public Future<RelayAnswer> call(HttpMethod method, RelayTarget target, Buffer body) {
        return far.call(method, target, body);
    }

    @Override
    public Future<GuestStream> open(RelayTarget target) {
        Optional<GuestSockets> guests = near.apply(target.agent());
        return guests.isPresent() && GuestSockets.has(target.what())
                ? VirtualThreads.call(vertx, () -> open(guests.get(), target))
                : far.open(target);
    }

    private GuestStream open(GuestSockets guests, RelayTarget target) {
        try {
            return new NearStream(vertx, guests.open(target.namespace(), target.name(), target.what()));
        } catch (RelayProblem.Refused e) {
            throw new UpgradeRejectedException(
                    String.valueOf(e.getMessage()),
                    e.problem().code(),
                    MultiMap.caseInsensitiveMultiMap(),
                    Buffer.buffer(e.problem().status()));
        }
    }

    /** A launcher's socket. */
    private record NearStream(Vertx vertx, SocketChannel socket) implements GuestStream {
        @Override
        public void join(ServerWebSocket viewer) {
            if (viewer.isClosed()) { // left while the socket was being opened
                close();
            } else {
                SocketRelay.start(vertx, socket, viewer);
                viewer.resume();
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("closing a launcher's socket: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        far.close();
    }
}
