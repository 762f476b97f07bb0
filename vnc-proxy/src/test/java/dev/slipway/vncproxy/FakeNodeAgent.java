package dev.slipway.vncproxy;

import dev.slipway.vncproxy.relay.RelayIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A node-agent's relay ({@code docs/contracts.md} §3) whose answers a test sets. */
public final class FakeNodeAgent {
    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Consumer<ServerWebSocket> stream = socket -> socket.handler(socket::writeBinaryMessage);

    private record Answer(int code, String contentType, Buffer body) {}

    /** Starts one that takes callers with the same {@code identity}. */
    public static FakeNodeAgent start(Vertx vertx, RelayIdentity identity) {
        return new FakeNodeAgent(vertx, identity);
    }

    private FakeNodeAgent(Vertx vertx, RelayIdentity identity) {
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setClientAuth(ClientAuth.REQUIRED)
                        .addWebSocketSubProtocol("plain.kubevirt.io")
                        .setMaxWebSocketFrameSize(1024 * 1024)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(identity.certificate().toString())
                                .setKeyPath(identity.key().toString()))
                        .setTrustOptions(new PemTrustOptions()
                                .addCertPath(identity.authority().toString())))
                .requestHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void serve(HttpServerRequest request) {
        String path = request.path().replaceFirst("^/v1/namespaces/", "");
        Answer answer = answers.get(path);
        if (answer == null && request.headers().contains("upgrade")) {
            String query = request.query() == null ? "" : "?" + request.query();
            requests.add(request.method() + " " + path + query + " ");
            request.toWebSocket().onSuccess(socket -> stream.accept(socket));
            return;
        }
        request.body().onSuccess(body -> {
            requests.add(request.method() + " " + path + " " + body);
            if (answer == null) {
                request.response().setStatusCode(204).end();
            } else {
                request.response()
                        .setStatusCode(answer.code())
                        .putHeader("content-type", answer.contentType())
                        .end(answer.body());
            }
        });
    }

    /** Lets the path below {@code /v1/namespaces/} answer so. */
    public void answer(String path, int code, String contentType, String body) {
        answers.put(path, new Answer(code, contentType, Buffer.buffer(body)));
    }

    /** Lets streams be served so; else they echo. */
    public void stream(Consumer<ServerWebSocket> serving) {
        stream = serving;
    }

    /** Returns what was asked: method, path below {@code /v1/namespaces/}, body. */
    public List<String> requests() {
        return requests;
    }

    /** Returns the address for the Node annotation. */
    public URI address() {
        return URI.create("https://127.0.0.1:" + server.actualPort());
    }

    /** Stops it. */
    public void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
