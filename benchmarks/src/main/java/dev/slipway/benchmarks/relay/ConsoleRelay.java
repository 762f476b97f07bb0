package dev.slipway.benchmarks.relay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.relay.Guest;
import dev.slipway.nodeagent.relay.RelayServer;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.relay.RelayTarget;
import dev.slipway.vncproxy.relay.WebSocketBridge;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;

/**
 * The whole way of a console in one process, as standalone has it: websocket → vnc-proxy → mutual TLS → node-agent → the
 * launcher's socket. Only the check of the ticket is left out.
 *
 * <p>Arguments: directory with {@code relay.crt}, {@code relay.key} and the launcher's {@code vnc.sock}; port to listen on.
 */
public final class ConsoleRelay {
    private ConsoleRelay() {}

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        Path certificate = directory.resolve("relay.crt");
        Path key = directory.resolve("relay.key");
        ServerSocketChannel control = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        control.bind(UnixDomainSocketAddress.of(directory.resolve("control.sock")));
        LauncherConnection launcher = LauncherConnection.open(directory.resolve("control.sock"), _ -> {}, () -> {});
        Guest guest = new Guest(
                launcher,
                LauncherState.of(JsonNodeFactory.instance.objectNode().put("phase", "Running")),
                directory,
                "");
        RelayServer node = RelayServer.start(
                new RelayServer.Settings("127.0.0.1", 0, certificate, key, certificate), (_, _) -> guest);
        URI agent = URI.create("https://127.0.0.1:" + node.port());
        Vertx vertx = Vertx.vertx();
        RelayClient relay = new RelayClient(vertx, new RelayIdentity(certificate, key, certificate));
        vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .webSocketHandler(viewer -> join(vertx, relay, agent, viewer.pause()))
                .listen(Integer.parseInt(arguments[1]), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void join(Vertx vertx, RelayClient relay, URI agent, ServerWebSocket viewer) {
        relay.open(RelayTarget.of(agent, "shop", "web", "vnc"))
                .onSuccess(node -> WebSocketBridge.join(vertx, viewer, node))
                .onFailure(e -> viewer.close((short) 1011, String.valueOf(e.getMessage())));
    }
}
