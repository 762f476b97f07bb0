package dev.slipway.portal.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConsoleTunnelTest {
    private static final int SECONDS = 30;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void what_guest_and_viewer_say_reaches_the_other() throws Exception {
        WebSocket viewer = open(portal(proxy()), "/console-stream/demo/story/vnc?ticket=good");

        assertThat(next(viewer, Buffer.buffer("RFB"))).isEqualTo("hello");
        assertThat(next(viewer, Buffer.buffer("RFB"))).isEqualTo("RFB");
        assertThat(next(viewer, Buffer.buffer())).isEqualTo("RFB RFB");
    }

    @Test
    void much_is_carried_unchanged() throws Exception {
        WebSocket viewer = open(portal(proxy()), "/console-stream/demo/story/vnc?ticket=good");
        assertThat(next(viewer, Buffer.buffer("x".repeat(50_000)))).isEqualTo("hello");

        assertThat(next(viewer, Buffer.buffer())).isEqualTo("x".repeat(50_000));
    }

    @Test
    void proxy_hears_the_page_and_the_host_that_it_asked_and_no_cookie() throws Exception {
        open(portal(proxy()), "/console-stream/demo/story/vnc?ticket=good");

        HttpServerRequest request = asked.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        assertThat(request.getHeader("Origin")).isEqualTo("https://portal.example.com");
        assertThat(request.getHeader("Host")).isEqualTo("portal.example.com");
        assertThat(request.getHeader("Cookie")).isNull();
        assertThat(request.uri()).isEqualTo("/console-stream/demo/story/vnc?ticket=good");
    }

    @Test
    void close_of_the_proxy_tells_the_viewer_why() throws Exception {
        CompletableFuture<String> reason = new CompletableFuture<>();
        // set on the thread that reads: the proxy closes at once
        open(
                portal(proxy()),
                "/console-stream/demo/story/vnc?ticket=bad",
                viewer -> viewer.closeHandler(
                        _ -> reason.complete(viewer.closeStatusCode() + " " + viewer.closeReason())));

        assertThat(reason.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("4401 The ticket is wrong.");
    }

    @Test
    void refusal_of_the_proxy_is_the_answer() {
        assertThatThrownBy(() -> open(portal(proxy()), "/console-stream/elsewhere"))
                .rootCause()
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        refused -> assertThat(refused.getStatus()).isEqualTo(403));
    }

    @Test
    void proxy_that_does_not_answer_is_told() {
        assertThatThrownBy(() -> open(portal(1), "/console-stream/demo/story/vnc?ticket=good"))
                .rootCause()
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        refused -> assertThat(refused.getStatus()).isEqualTo(503));
    }

    /** A console proxy whose guest greets, and answers with all that it has heard. */
    private int proxy() throws Exception {
        return listen(request -> {
            asked.add(request);
            if (!request.path().startsWith("/console-stream/demo/")) {
                request.response().setStatusCode(403).end("no");
                return;
            }
            request.toWebSocket().onSuccess(socket -> {
                if (!"good".equals(request.getParam("ticket"))) {
                    socket.close((short) 4401, "The ticket is wrong.");
                    return;
                }
                Buffer heard = Buffer.buffer();
                socket.writeBinaryMessage(Buffer.buffer("hello"));
                socket.handler(bytes -> {
                    heard.appendString(heard.length() == 0 || bytes.length() == 0 ? "" : " ")
                            .appendBuffer(bytes);
                    socket.writeBinaryMessage(heard.copy());
                });
            });
        });
    }

    private int portal(int proxy) throws Exception {
        Router router = Router.router(vertx);
        ConsoleTunnel.route(router, vertx, URI.create("http://127.0.0.1:" + proxy), Optional.empty());
        return listen(router);
    }

    private int listen(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = get(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"));
        return server.actualPort();
    }

    private WebSocket open(int port, String uri) throws Exception {
        // here, on the thread that reads, or what comes before the first handler is thrown away
        return open(port, uri, WebSocket::pause);
    }

    private WebSocket open(int port, String uri, UnaryOperator<WebSocket> prepared) throws Exception {
        WebSocketClient client = vertx.createWebSocketClient();
        return get(client.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI(uri)
                        .addHeader("Host", "portal.example.com")
                        .addHeader("Origin", "https://portal.example.com")
                        .addHeader("Cookie", "slipway-session=secret"))
                .map(prepared));
    }

    /** Sends, and returns the next message that comes. */
    private static String next(WebSocket viewer, Buffer message) throws Exception {
        CompletableFuture<String> text = new CompletableFuture<>();
        viewer.binaryMessageHandler(bytes -> {
            viewer.pause();
            text.complete(bytes.toString());
        });
        if (message.length() > 0) {
            get(viewer.writeBinaryMessage(message));
        }
        viewer.fetch(1);
        return text.get(SECONDS, TimeUnit.SECONDS);
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }
}
