package dev.slipway.nodeagent.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.nodeagent.launcher.FakeLauncher;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/v1/namespaces/shop/virtualmachineinstances/web/";
    private static final String AGENT = """
            {"phase":"Running","guest":{"connected":true,"version":"7.2.22","hostname":"web",
             "timezone":{"zone":"CET","offset":3600},
             "osinfo":{"id":"debian","kernel-release":"6.1.0","pretty-name":"Debian 12"},"fsFrozen":false,
             "users":[{"user":"root","login-time":1767323045.5}],
             "filesystems":[{"name":"vda1","mountpoint":"/","type":"ext4","used-bytes":5000000000,
                             "total-bytes":9000000000,"disk":[{"bus-type":"virtio","serial":"s1"}]}]}}
            """;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private FakeLauncher launcher;
    private LauncherConnection connection;
    private volatile LauncherState state;
    private volatile int listening;
    private RelayServer relay;
    private HttpClient client;
    private TestCertificates certificates;

    @BeforeEach
    void start() throws Exception {
        launcher = new FakeLauncher(directory.resolve("run"));
        connection = LauncherConnection.open(directory.resolve("run/control.sock"), news -> {}, () -> {});
        state = LauncherState.of(JSON.readTree(AGENT));
        certificates = TestCertificates.make(directory, "parts");
        relay = RelayServer.start(
                new RelayServer.Settings(
                        "127.0.0.1", 0, certificates.certificate(), certificates.key(), certificates.certificate()),
                (namespace, name) -> {
                    if (!name.equals("web")) {
                        throw new RelayProblem.Refused(new RelayProblem.NotFound(namespace, name));
                    }
                    return new Guest(
                            connection, state, directory.resolve("run"), "127.0.0.1", Backups.NONE, OptionalLong.of(7));
                },
                this::dial);
        client = client(certificates);
    }

    /** As if port 4711 of the guest with address 7 were a port of this machine. */
    private Socket dial(long address, long port) throws IOException {
        if (address != 7 || port != 4711) {
            throw new IOException("VSOCK port %d of the guest (address %d) cannot be reached".formatted(port, address));
        }
        return new Socket(InetAddress.getLoopbackAddress(), listening);
    }

    @AfterEach
    void stop() throws Exception {
        relay.close();
        connection.close();
        launcher.close();
        result(vertx.close());
    }

    @Test
    void a_caller_without_a_certificate_of_the_authority_is_not_heard() throws Exception {
        HttpClient stranger = client(TestCertificates.make(directory, "stranger"));
        assertThatThrownBy(() -> result(stranger.request(HttpMethod.GET, BASE + "guestosinfo")
                        .compose(request -> request.send())
                        .compose(response -> response.body())))
                .isInstanceOf(Exception.class);
    }

    @Test
    void an_unknown_instance_is_a_status_404() throws Exception {
        Reply reply = send(HttpMethod.GET, "/v1/namespaces/shop/virtualmachineinstances/other/screenshot", "");
        assertThat(reply.code()).isEqualTo(404);
        assertThat(reply.json().path("kind").asText()).isEqualTo("Status");
        assertThat(reply.json().path("reason").asText()).isEqualTo("NotFound");
        assertThat(reply.json().path("code").asInt()).isEqualTo(404);
    }

    @Test
    void a_screenshot_is_a_png() throws Exception {
        Reply reply = send(HttpMethod.GET, BASE + "screenshot", "");
        assertThat(reply.code()).isEqualTo(200);
        assertThat(reply.type()).isEqualTo("image/png");
        assertThat(reply.body().getBytes()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void commands_reach_the_launcher_under_its_own_names() throws Exception {
        for (String command : List.of("pause", "unpause", "reset", "softreboot", "unfreeze")) {
            assertThat(send(HttpMethod.PUT, BASE + command, "").code()).isEqualTo(200);
        }
        assertThat(send(HttpMethod.PUT, BASE + "freeze", "{\"unfreezeTimeout\":\"1h2m3s\"}")
                        .code())
                .isEqualTo(200);
        for (String command : List.of("pause", "resume", "reset", "softreboot", "unfreeze")) {
            assertThat(launcher.requests(command)).as(command).hasSize(1);
        }
        assertThat(launcher.requests("freeze").getFirst().path("timeoutSeconds").asInt())
                .isEqualTo(3723);
    }

    @Test
    void freeze_without_a_time_limit_is_refused_with_the_way_out() throws Exception {
        Reply reply = send(HttpMethod.PUT, BASE + "freeze", "{}");
        assertThat(reply.code()).isEqualTo(400);
        assertThat(reply.json().path("message").asText())
                .isEqualTo("unfreezeTimeout is ''; set it to a duration like 5m0s, or 0s for none");
    }

    @Test
    void what_a_launcher_refuses_for_its_state_is_a_conflict() throws Exception {
        launcher.refuse("softreboot", "NO_AGENT", "The guest has no agent.");
        Reply reply = send(HttpMethod.PUT, BASE + "softreboot", "");
        assertThat(reply.code()).isEqualTo(409);
        assertThat(reply.json().path("message").asText()).isEqualTo("The guest has no agent.");
    }

    @Test
    void guest_information_has_the_shapes_of_kubevirt() throws Exception {
        JsonNode os = send(HttpMethod.GET, BASE + "guestosinfo", "").json();
        assertThat(os.path("kind").asText()).isEqualTo("VirtualMachineInstanceGuestAgentInfo");
        assertThat(os.path("timezone").asText()).isEqualTo("CET, 3600");
        assertThat(os.path("os").path("prettyName").asText()).isEqualTo("Debian 12");
        assertThat(os.path("os").path("kernelRelease").asText()).isEqualTo("6.1.0");
        JsonNode users = send(HttpMethod.GET, BASE + "userlist", "").json();
        assertThat(users.path("items").get(0).path("userName").asText()).isEqualTo("root");
        JsonNode disks = send(HttpMethod.GET, BASE + "filesystemlist", "").json();
        assertThat(disks.path("items").get(0).path("totalBytes").asLong()).isEqualTo(9_000_000_000L);
        assertThat(disks.path("items")
                        .get(0)
                        .path("disk")
                        .get(0)
                        .path("busType")
                        .asText())
                .isEqualTo("virtio");
    }

    @Test
    void guest_information_without_an_agent_is_a_conflict() throws Exception {
        state = LauncherState.of(JSON.readTree("{\"phase\":\"Running\",\"guest\":{\"connected\":false}}"));
        Reply reply = send(HttpMethod.GET, BASE + "userlist", "");
        assertThat(reply.code()).isEqualTo(409);
        assertThat(reply.json().path("message").asText()).isEqualTo("VMI does not have guest agent connected");
    }

    @Test
    void a_console_carries_bytes_both_ways_until_the_guest_ends_it() throws Exception {
        try (ServerSocketChannel serial = listen("serial.sock")) {
            WebSocket viewer = open(BASE + "console");
            assertThat(viewer.subProtocol()).isEqualTo("plain.kubevirt.io");
            var heard = new AtomicReference<>("");
            viewer.handler(bytes -> heard.accumulateAndGet(bytes.toString(), String::concat));
            var ended = closed(viewer);
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
            result(ended);
        }
    }

    @Test
    void a_viewer_that_does_not_read_stops_the_guest_from_filling_memory() throws Exception {
        try (ServerSocketChannel vnc = listen("vnc.sock")) {
            WebSocket viewer = open(BASE + "vnc");
            viewer.pause();
            try (SocketChannel guest = vnc.accept()) {
                var sent = new AtomicLong();
                Thread writer = Thread.ofVirtual().start(() -> {
                    ByteBuffer chunk = ByteBuffer.allocate(64 << 10);
                    try {
                        while (sent.get() < 64L << 20) {
                            sent.addAndGet(guest.write(chunk.clear()));
                        }
                    } catch (IOException e) {
                        // The viewer is gone.
                    }
                });
                Thread.sleep(1500);
                long first = sent.get();
                Thread.sleep(500);
                assertThat(sent.get()).isEqualTo(first).isLessThan(32L << 20);
                var received = new AtomicLong();
                viewer.handler(bytes -> received.addAndGet(bytes.length()));
                viewer.resume();
                assertThat(writer.join(Duration.ofMinutes(1))).isTrue();
                await().atMost(Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(received.get()).isEqualTo(sent.get()));
            }
        }
    }

    @Test
    void a_guest_that_does_not_read_stops_the_viewer_and_loses_nothing() throws Exception {
        try (ServerSocketChannel serial = listen("serial.sock")) {
            WebSocket viewer = open(BASE + "console");
            try (SocketChannel guest = serial.accept()) {
                int messages = 200;
                for (int i = 0; i < messages; i++) {
                    viewer.writeBinaryMessage(Buffer.buffer(new byte[32 << 10])).onFailure(e -> {});
                }
                Thread.sleep(500);
                long total = 0;
                ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
                while (total < (long) messages * (32 << 10)) {
                    total += guest.read(buffer.clear());
                }
                assertThat(total).isEqualTo((long) messages * (32 << 10));
            }
        }
    }

    @Test
    void a_console_whose_socket_is_not_there_is_refused_before_the_upgrade() {
        assertThatThrownBy(() -> open(BASE + "vnc")).hasMessageContaining("500");
    }

    @Test
    void a_tcp_port_of_the_guest_is_forwarded() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            WebSocket tunnel = open(BASE + "portforward/" + web.getLocalPort() + "/tcp");
            var heard = new AtomicReference<>("");
            tunnel.handler(bytes -> heard.accumulateAndGet(bytes.toString(), String::concat));
            try (Socket guest = web.accept()) {
                result(tunnel.writeBinaryMessage(Buffer.buffer("ping")));
                assertThat(new String(guest.getInputStream().readNBytes(4), StandardCharsets.UTF_8))
                        .isEqualTo("ping");
                guest.getOutputStream().write("pong".getBytes(StandardCharsets.UTF_8));
                await().atMost(Duration.ofMinutes(1)).until(() -> "pong".equals(heard.get()));
            }
            result(closed(tunnel));
        }
    }

    @Test
    void a_udp_port_of_the_guest_is_forwarded_datagram_by_datagram() throws Exception {
        try (DatagramSocket guest = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            guest.setSoTimeout(60_000);
            WebSocket tunnel = open(BASE + "portforward/" + guest.getLocalPort() + "/udp");
            var heard = new AtomicReference<>("");
            tunnel.binaryMessageHandler(bytes -> heard.accumulateAndGet(bytes.toString(), String::concat));
            result(tunnel.writeBinaryMessage(Buffer.buffer("ping")));
            var packet = new DatagramPacket(new byte[100], 100);
            guest.receive(packet);
            assertThat(packet.getLength()).isEqualTo(4);
            guest.send(new DatagramPacket("pong".getBytes(StandardCharsets.UTF_8), 4, packet.getSocketAddress()));
            await().atMost(Duration.ofMinutes(1)).until(() -> "pong".equals(heard.get()));
            result(tunnel.close());
        }
    }

    @Test
    void a_port_that_nobody_listens_on_is_refused_before_the_upgrade() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        assertThatThrownBy(() -> open(BASE + "portforward/" + free + "/tcp")).hasMessageContaining("500");
        assertThatThrownBy(() -> open(BASE + "portforward/99999/tcp")).hasMessageContaining("400");
        assertThatThrownBy(() -> open(BASE + "portforward/80/sctp")).hasMessageContaining("400");
    }

    @Test
    void a_vsock_port_of_the_guest_hears_all_that_was_said_before_its_viewer_left() throws Exception {
        try (ServerSocket program = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening = program.getLocalPort();
            WebSocket stream = open(BASE + "vsock?port=4711");
            var heard = new AtomicReference<>("");
            stream.handler(bytes -> heard.accumulateAndGet(bytes.toString(), String::concat));
            try (Socket guest = program.accept()) {
                guest.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
                await().atMost(Duration.ofMinutes(1)).until(() -> "hello".equals(heard.get()));
                for (int n = 0; n < 6; n++) {
                    stream.writeBinaryMessage(Buffer.buffer(new byte[32 << 10])).onFailure(e -> {});
                }
                stream.close().onFailure(e -> {});
                assertThat(guest.getInputStream().readAllBytes()).hasSize(6 * (32 << 10));
            }
        }
    }

    @Test
    void a_vsock_port_that_cannot_be_spoken_to_is_refused_with_the_reason() throws Exception {
        Reply reply = send(HttpMethod.GET, BASE + "vsock?port=80", "");
        assertThat(reply.code()).isEqualTo(500);
        assertThat(reply.json().path("message").asText())
                .isEqualTo("VSOCK port 80 of the guest (address 7) cannot be reached");
        assertThat(send(HttpMethod.GET, BASE + "vsock?port=ssh", "").code()).isEqualTo(400);
    }

    private record Reply(int code, String type, Buffer body) {
        JsonNode json() throws IOException {
            return JSON.readTree(body.toString());
        }
    }

    private Reply send(HttpMethod method, String path, String body) throws Exception {
        return result(client.request(method, path)
                .compose(request -> request.send(body))
                .compose(response -> response.body()
                        .map(bytes -> new Reply(
                                response.statusCode(), String.valueOf(response.getHeader("content-type")), bytes))));
    }

    private WebSocket open(String path) throws Exception {
        var viewers = vertx.createWebSocketClient(new WebSocketClientOptions()
                .setSsl(true)
                .setKeyCertOptions(key(certificates))
                .setTrustOptions(trust()));
        return result(viewers.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(relay.port())
                .setURI(path)
                .setSubProtocols(List.of("plain.kubevirt.io"))));
    }

    private static Future<Void> closed(WebSocket webSocket) {
        var promise = Promise.<Void>promise();
        if (webSocket.isClosed()) {
            promise.complete();
        } else {
            webSocket.closeHandler(ignored -> promise.tryComplete());
        }
        return promise.future();
    }

    private HttpClient client(TestCertificates own) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(relay.port())
                .setSsl(true)
                .setKeyCertOptions(key(own))
                .setTrustOptions(trust()));
    }

    private static PemKeyCertOptions key(TestCertificates own) {
        return new PemKeyCertOptions()
                .setCertPath(own.certificate().toString())
                .setKeyPath(own.key().toString());
    }

    private PemTrustOptions trust() {
        return new PemTrustOptions().addCertPath(certificates.certificate().toString());
    }

    private ServerSocketChannel listen(String name) throws IOException {
        Path socket = directory.resolve("run").resolve(name);
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return server.bind(UnixDomainSocketAddress.of(socket));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
    }
}
