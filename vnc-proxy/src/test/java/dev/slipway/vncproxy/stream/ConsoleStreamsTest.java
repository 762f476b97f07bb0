package dev.slipway.vncproxy.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.console.ConsoleTicket;
import dev.slipway.vncproxy.FakeCluster;
import dev.slipway.vncproxy.FakeNodeAgent;
import dev.slipway.vncproxy.TestIdentity;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class ConsoleStreamsTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static RelayIdentity identity;

    private FakeCluster cluster;
    private FakeNodeAgent agent;
    private KubernetesClient kubernetes;
    private RelayClient relay;
    private HttpServer server;

    @BeforeAll
    static void makeIdentity() throws IOException {
        vertx = Vertx.vertx();
        identity = TestIdentity.make(directory, "part");
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws IOException {
        cluster = FakeCluster.start(vertx);
        agent = FakeNodeAgent.start(vertx, identity);
        cluster.node("n1", agent.address());
        cluster.instance("vm", "{\"domain\":{\"devices\":{}}}", "{\"phase\":\"Running\",\"nodeName\":\"n1\"}");
        cluster.ticketKey(KEY);
        kubernetes = cluster.client();
        relay = new RelayClient(vertx, identity);
        server = replica();
    }

    private HttpServer replica() {
        return vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .requestHandler(new ConsoleStreams(
                                vertx,
                                kubernetes,
                                relay,
                                Clock.fixed(NOW, ZoneOffset.UTC),
                                Set.of("https://portal.example.com"))
                        .router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        stopListening();
        relay.close();
        kubernetes.close();
        agent.stop();
        cluster.stop();
    }

    @Test
    void ticket_opens_the_console_it_names() throws Exception {
        WebSocket socket = open("vnc", ticket("vm", "vnc", 30), sameOrigin());
        CompletableFuture<String> answer = new CompletableFuture<>();
        socket.handler(data -> answer.complete(data.toString()));
        socket.writeBinaryMessage(Buffer.buffer("RFB 003.008\n"));
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("RFB 003.008\n");
        assertThat(agent.requests()).containsExactly("GET ns/virtualmachineinstances/vm/vnc ");
        socket.close();
    }

    @Test
    void serial_console_is_the_nodes_console() throws Exception {
        WebSocket socket = open("serial", ticket("vm", "serial", 30), sameOrigin());
        CompletableFuture<String> answer = new CompletableFuture<>();
        socket.handler(data -> answer.complete(data.toString()));
        socket.writeTextMessage("root\r"); // text of a browser is bytes for the guest
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("root\r");
        assertThat(agent.requests()).containsExactly("GET ns/virtualmachineinstances/vm/console ");
        socket.close();
    }

    @Test
    void ticket_is_good_once() throws Exception {
        String ticket = ticket("vm", "vnc", 30);
        open("vnc", ticket, sameOrigin());
        await().until(() -> agent.requests().size() == 1);
        assertClosed(open("vnc", ticket, sameOrigin()), 4401, "The ticket has been used already; reload the page.");
        assertThat(agent.requests()).hasSize(1);
    }

    @Test
    void ticket_that_was_used_at_another_replica_or_before_a_restart_is_used() throws Exception {
        String ticket = ticket("vm", "vnc", 30);
        open("vnc", ticket, sameOrigin());
        await().until(() -> agent.requests().size() == 1);
        stopListening();
        server = replica();
        assertClosed(open("vnc", ticket, sameOrigin()), 4401, "The ticket has been used already; reload the page.");
        assertThat(agent.requests()).hasSize(1);
        assertThat(cluster.writes())
                .allSatisfy(write -> assertThat(write)
                        .contains("/namespaces/slipway/events", "The vnc console of ns/vm was opened by ")
                        .doesNotContain(ticket));
    }

    private void stopListening() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void wrong_tickets_open_nothing() throws Exception {
        String expired = "The ticket is wrong or has expired; reload the page.";
        assertClosed(open("vnc", ticket("vm", "vnc", 0), sameOrigin()), 4401, expired);
        assertClosed(open("vnc", ticket("vm", "serial", 30), sameOrigin()), 4401, expired);
        assertClosed(open("vnc", ticket("other", "vnc", 30), sameOrigin()), 4401, expired);
        assertClosed(open("vnc", ticket("vm", "vnc", 30) + "x", sameOrigin()), 4401, expired);
        assertClosed(open("vnc", "", sameOrigin()), 4401, expired);
        assertThat(agent.requests()).isEmpty();
        assertThat(cluster.reads("/secrets/console-tickets"))
                .as("who has no ticket makes no work for the API server")
                .isEqualTo(1);
    }

    @Test
    void foreign_pages_and_no_page_are_refused_and_the_ticket_stays_good() throws Exception {
        String ticket = ticket("vm", "vnc", 30);
        for (String origin : new String[] {"http://evil.example.com", "null", "", "http://127.0.0.1:1"}) {
            assertThatThrownBy(() -> open("vnc", ticket, origin))
                    .cause()
                    .isInstanceOfSatisfying(
                            UpgradeRejectedException.class,
                            e -> assertThat(e.getStatus()).isEqualTo(403));
        }
        assertThat(open("vnc", ticket, "https://portal.example.com").isClosed()).isFalse();
    }

    @Test
    void stopped_machine_is_told_in_the_close_frame() throws Exception {
        cluster.instance("vm", "{\"domain\":{\"devices\":{}}}", "{\"phase\":\"Succeeded\"}");
        assertClosed(open("vnc", ticket("vm", "vnc", 30), sameOrigin()), 4400, "VMI is not running");
        assertClosed(
                open("vnc", ticketFor("gone"), sameOrigin(), "gone"),
                4404,
                "The machine is not running; start it first.");
    }

    @Test
    void lost_node_is_told_in_the_close_frame() throws Exception {
        agent.stop();
        assertClosed(
                open("vnc", ticket("vm", "vnc", 30), sameOrigin()),
                4503,
                "The node of the machine did not open the console; try again.");
    }

    @Test
    void reason_of_the_node_reaches_the_viewer() throws Exception {
        agent.stream(socket -> socket.close((short) 1001, "The guest has shut down."));
        assertClosed(open("vnc", ticket("vm", "vnc", 30), sameOrigin()), 1001, "The guest has shut down.");
    }

    @Test
    void viewer_that_leaves_ends_the_stream_of_the_node() throws Exception {
        CompletableFuture<Short> closed = new CompletableFuture<>();
        CompletableFuture<Void> joined = new CompletableFuture<>();
        agent.stream(socket -> {
            socket.handler(_ -> joined.complete(null));
            socket.closeHandler(_ -> closed.complete(socket.closeStatusCode()));
        });
        WebSocket socket = open("vnc", ticket("vm", "vnc", 30), sameOrigin());
        socket.writeBinaryMessage(Buffer.buffer("x"));
        joined.get(10, TimeUnit.SECONDS);
        socket.close();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1000);
    }

    @Test
    void viewer_that_leaves_before_the_node_answers_leaves_no_stream_behind() throws Exception {
        CompletableFuture<Short> closed = new CompletableFuture<>();
        agent.stream(socket -> socket.closeHandler(_ -> closed.complete(socket.closeStatusCode())));
        open("vnc", ticket("vm", "vnc", 30), sameOrigin()).close();
        assertThat(closed.get(10, TimeUnit.SECONDS)).isEqualTo((short) 1000);
    }

    private String sameOrigin() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    private static String ticket(String name, String kind, int seconds) {
        return new ConsoleTicket(
                        "ns",
                        name,
                        kind,
                        "alice",
                        NOW.getEpochSecond() + seconds,
                        UUID.randomUUID().toString())
                .sign(KEY);
    }

    private static String ticketFor(String name) {
        return ticket(name, "vnc", 30);
    }

    private WebSocket open(String kind, String ticket, String origin) {
        return open(kind, ticket, origin, "vm");
    }

    private WebSocket open(String kind, String ticket, String origin, String name) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(server.actualPort())
                .setURI("/console-stream/ns/%s/%s?ticket=%s".formatted(name, kind, ticket))
                .setAllowOriginHeader(!origin.isEmpty());
        if (!origin.isEmpty()) {
            options.putHeader("Origin", origin);
        }
        return vertx.createWebSocketClient()
                .connect(options)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void assertClosed(WebSocket socket, int code, String reason) {
        await().until(socket::isClosed);
        assertThat(socket.closeStatusCode()).isEqualTo((short) code);
        assertThat(socket.closeReason()).isEqualTo(reason);
    }
}
