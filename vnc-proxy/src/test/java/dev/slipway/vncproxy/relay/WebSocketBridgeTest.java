package dev.slipway.vncproxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClientOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WebSocketBridgeTest {
    private static final WebSocketBridge.Patience PATIENCE =
            new WebSocketBridge.Patience(Duration.ofMillis(100), Duration.ofMillis(400), Duration.ofMillis(800));
    private static final WebSocketBridge.Patience CALM =
            new WebSocketBridge.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final int CHUNK = 64 * 1024;
    private static final long TOTAL = 64L * 1024 * 1024;

    /** An end of a stream, touched on its own event loop only, since websockets are not thread-safe. */
    private record End(WebSocketBase socket, Context context) {
        static End of(WebSocketBase socket) {
            return new End(socket, Vertx.currentContext());
        }

        void run(Consumer<WebSocketBase> action) {
            CompletableFuture<Void> done = new CompletableFuture<>();
            context.runOnContext(_ -> {
                action.accept(socket);
                done.complete(null);
            });
            done.join();
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<End> nodeEnd = new CompletableFuture<>();
    private final HttpServer node = server(socket -> nodeEnd.complete(End.of(socket)));
    private int bridge;

    private void bridge(WebSocketBridge.Patience patience) {
        HttpServer server = server(viewer -> {
            viewer.pause();
            vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(1024 * 1024))
                    .connect(node.actualPort(), "127.0.0.1", "/")
                    .onSuccess(upstream -> WebSocketBridge.join(vertx, viewer, upstream.pause(), patience));
        });
        bridge = server.actualPort();
    }

    private HttpServer server(Handler<ServerWebSocket> handler) {
        return vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .webSocketHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void slow_viewer_slows_the_node_and_gets_every_byte_in_the_end() throws Exception {
        bridge(CALM);
        End viewer = viewer();
        slow(viewer, nodeEnd.get(10, TimeUnit.SECONDS));
    }

    @Test
    void slow_node_slows_the_viewer_and_gets_every_byte_in_the_end() throws Exception {
        bridge(CALM);
        End viewer = viewer();
        slow(nodeEnd.get(10, TimeUnit.SECONDS), viewer);
    }

    /** Lets {@code source} send as fast as it may while {@code sink} does not read, and then reads all. */
    private static void slow(End sink, End source) {
        AtomicLong sent = new AtomicLong();
        AtomicLong received = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        sink.run(socket -> socket.pause().handler(data -> {
            for (int i = 0; i < data.length(); i += 4096) {
                long at = received.get() + i;
                wrong.addAndGet(data.getByte(i) == (byte) (at / CHUNK) ? 0 : 1);
            }
            received.addAndGet(data.length());
        }));
        source.run(socket -> send(socket, sent));
        AtomicLong before = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(500)).until(() -> before.getAndSet(sent.get()) == sent.get());
        assertThat(sent.get())
                .as("bytes on their way to a side that does not read")
                .isLessThan(TOTAL / 2);
        sink.run(WebSocketBase::resume);
        await().atMost(Duration.ofSeconds(30)).until(() -> received.get() == TOTAL);
        assertThat(wrong).hasValue(0);
    }

    private static void send(WebSocketBase source, AtomicLong sent) {
        while (!source.isClosed() && sent.get() < TOTAL && !source.writeQueueFull()) {
            byte[] chunk = new byte[CHUNK];
            Arrays.fill(chunk, (byte) (sent.get() / CHUNK));
            source.writeBinaryMessage(Buffer.buffer(chunk));
            sent.addAndGet(CHUNK);
        }
        if (!source.isClosed() && sent.get() < TOTAL) {
            source.drainHandler(_ -> send(source, sent));
        }
    }

    @Test
    void viewer_that_answers_no_ping_is_let_go() throws Exception {
        bridge(PATIENCE);
        CompletableFuture<String> reason = closeReason();
        try (Socket dead = deadViewer()) {
            assertThat(reason.get(10, TimeUnit.SECONDS)).isEqualTo("The viewer did not answer for 45 seconds.");
            assertThat(dead.isClosed()).isFalse();
        }
    }

    @Test
    void viewer_that_takes_no_data_is_let_go() throws Exception {
        bridge(new WebSocketBridge.Patience(Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofMillis(800)));
        CompletableFuture<String> reason = closeReason();
        try (Socket dead = deadViewer()) {
            nodeEnd.get(10, TimeUnit.SECONDS).run(socket -> send(socket, new AtomicLong()));
            assertThat(reason.get(20, TimeUnit.SECONDS))
                    .isEqualTo("The viewer took no data for 60 seconds; connect again.");
            assertThat(dead.isClosed()).isFalse();
        }
    }

    @Test
    void living_sides_stay_joined_through_silence() throws Exception {
        bridge(PATIENCE);
        End viewer = viewer();
        viewer.run(WebSocketBase::resume); // paused, it would not answer pings
        Thread.sleep(1500);
        assertThat(viewer.socket().isClosed()).isFalse();
        assertThat(nodeEnd.get(1, TimeUnit.SECONDS).socket().isClosed()).isFalse();
    }

    private CompletableFuture<String> closeReason() {
        CompletableFuture<String> reason = new CompletableFuture<>();
        var _ = nodeEnd.thenAccept(end ->
                end.socket().closeHandler(_ -> reason.complete(end.socket().closeReason())));
        return reason;
    }

    private End viewer() {
        return vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(1024 * 1024))
                .connect(bridge, "127.0.0.1", "/")
                .map(socket -> End.of(socket.pause())) // nothing is lost before a test listens
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Returns a connection that shakes hands and then does nothing, not even answer pings. */
    private Socket deadViewer() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), bridge);
        OutputStream out = socket.getOutputStream();
        out.write("""
                GET / HTTP/1.1\r
                Host: x\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                \r
                """.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        return socket;
    }
}
