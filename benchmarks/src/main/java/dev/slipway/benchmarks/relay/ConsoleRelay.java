package dev.slipway.benchmarks.relay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.relay.Backups;
import dev.slipway.nodeagent.relay.Guest;
import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.RelayServer;
import dev.slipway.standalone.app.NearRelay;
import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.relay.RelayTarget;
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
import java.util.Optional;

/**
 * The way of a console in one process: websocket → vnc-proxy → node-agent → the launcher's socket, between the two parts
 * either as standalone has it ({@code near}) or as a cluster has it, by mutual TLS ({@code far}). Only the check of the
 * ticket is left out.
 *
 * <p>Arguments: directory with {@code relay.crt}, {@code relay.key} and the launcher's {@code vnc.sock}; {@code near} or
 * {@code far}; port to listen on.
 */
public final class ConsoleRelay {
    private ConsoleRelay() {}

    /** Serves until it is killed. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        boolean near = arguments[1].equals("near");
        Path certificate = directory.resolve("relay.crt");
        Path key = directory.resolve("relay.key");
        Path controlSocket = directory.resolve(arguments[1] + ".sock");
        ServerSocketChannel control = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        control.bind(UnixDomainSocketAddress.of(controlSocket));
        LauncherConnection launcher = LauncherConnection.open(controlSocket, _ -> {}, () -> {});
        Guest guest = new Guest(
                launcher,
                LauncherState.of(JsonNodeFactory.instance.objectNode().put("phase", "Running")),
                directory,
                "",
                Backups.NONE);
        RelayServer node = RelayServer.start(
                new RelayServer.Settings("127.0.0.1", 0, certificate, key, certificate), (_, _) -> guest);
        URI agent = URI.create("https://127.0.0.1:" + node.port());
        Vertx vertx = Vertx.vertx();
        Relay relay = new NearRelay(
                vertx,
                new RelayClient(vertx, new RelayIdentity(certificate, key, certificate)),
                _ -> near ? Optional.of(new GuestSockets((_, _) -> guest)) : Optional.empty());
        vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .webSocketHandler(viewer -> join(relay, agent, viewer.pause()))
                .listen(Integer.parseInt(arguments[2]), "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void join(Relay relay, URI agent, ServerWebSocket viewer) {
        relay.open(new RelayTarget(agent, "shop", "web", "vnc"))
                .onSuccess(guest -> guest.join(viewer))
                .onFailure(e -> viewer.close((short) 1011, String.valueOf(e.getMessage())));
    }
}
