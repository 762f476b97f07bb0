package dev.slipway.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import dev.slipway.nodeagent.relay.Backups;
import dev.slipway.nodeagent.relay.Guest;
import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.RelayProblem;
import dev.slipway.vncproxy.relay.GuestStream;
import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.RelayAnswer;
import dev.slipway.vncproxy.relay.RelayTarget;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearRelayTest {
    private static final URI NEAR = URI.create("https://127.0.0.1:7001");
    private static final URI FAR = URI.create("https://192.0.2.7:7001");

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private ServerSocketChannel control;
    private ServerSocketChannel serial;
    private LauncherConnection launcher;
    private Relay relay;

    /** The network, which only tells that it was asked. */
    private static final class Network implements Relay {
        @Override
        public Future<RelayAnswer> call(HttpMethod method, RelayTarget target, Buffer body) {
            return Future.failedFuture("called over the network");
        }

        @Override
        public Future<GuestStream> open(RelayTarget target) {
            return Future.failedFuture("opened over the network");
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void start() throws IOException {
        control = listen("control.sock");
        serial = listen("serial.sock");
        launcher = LauncherConnection.open(directory.resolve("control.sock"), _ -> {}, () -> {});
        Guest guest = new Guest(
                launcher,
                LauncherState.of(JsonNodeFactory.instance.objectNode().put("phase", "Running")),
                directory,
                "",
                Backups.NONE);
        GuestSockets guests = new GuestSockets((namespace, name) -> {
            if (!name.equals("web")) {
                throw new RelayProblem.Refused(new RelayProblem.NotFound(namespace, name));
            }
            return guest;
        });
        relay = new NearRelay(
                vertx, new Network(), agent -> agent.equals(NEAR) ? Optional.of(guests) : Optional.empty());
    }

    @AfterEach
    void stop() throws Exception {
        relay.close();
        launcher.close();
        control.close();
        serial.close();
        result(vertx.close());
    }

    @Test
    void a_console_of_this_process_is_carried_from_the_launchers_socket() throws Exception {
        HttpServer front = result(vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .webSocketHandler(viewer -> {
                    viewer.pause();
                    relay.open(new RelayTarget(NEAR, "shop", "web", "console")).onSuccess(guest -> guest.join(viewer));
                })
                .listen(0, "127.0.0.1"));
        WebSocket viewer = result(vertx.createWebSocketClient()
                .connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(front.actualPort())
                        .setURI("/")
                        .setSubProtocols(List.of("plain.kubevirt.io"))));
        AtomicReference<String> heard = new AtomicReference<>("");
        viewer.handler(bytes -> heard.accumulateAndGet(bytes.toString(), String::concat));
        try (SocketChannel guest = serial.accept()) {
            guest.write(ByteBuffer.wrap("login: ".getBytes(StandardCharsets.UTF_8)));
            await().atMost(Duration.ofMinutes(1)).until(() -> "login: ".equals(heard.get()));
            result(viewer.writeBinaryMessage(Buffer.buffer("root\n")));
            ByteBuffer typed = ByteBuffer.allocate(5);
            while (typed.hasRemaining()) {
                guest.read(typed);
            }
            assertThat(new String(typed.array(), StandardCharsets.UTF_8)).isEqualTo("root\n");
        }
        await().atMost(Duration.ofMinutes(1)).until(viewer::isClosed);
    }

    @Test
    void what_the_node_agent_refuses_is_refused_as_over_the_network() {
        assertThatThrownBy(() -> result(relay.open(new RelayTarget(NEAR, "shop", "other", "vnc"))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, refused -> {
                    assertThat(refused.getStatus()).isEqualTo(404);
                    assertThat(refused.getBody().toJsonObject().getString("reason"))
                            .isEqualTo("NotFound");
                });
    }

    @Test
    void guests_of_other_nodes_forwarded_ports_and_calls_go_over_the_network() {
        for (RelayTarget target : List.of(
                new RelayTarget(FAR, "shop", "web", "console"),
                new RelayTarget(NEAR, "shop", "web", "portforward/22/tcp"))) {
            assertThatThrownBy(() -> result(relay.open(target))).hasMessageContaining("opened over the network");
        }
        assertThatThrownBy(() -> result(
                        relay.call(HttpMethod.PUT, new RelayTarget(NEAR, "shop", "web", "pause"), Buffer.buffer())))
                .hasMessageContaining("called over the network");
    }

    private ServerSocketChannel listen(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(directory.resolve(name)));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
