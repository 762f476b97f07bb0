package dev.slipway.operator.health;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.HttpURLConnection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Answers {@code /metrics}, {@code /healthz} and {@code /readyz} over HTTP. */
public final class HealthServer implements AutoCloseable {
    private static final int SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;
    private final ReconcileMetrics metrics;
    private final BooleanSupplier ready;

    private HealthServer(ReconcileMetrics metrics, BooleanSupplier ready, String host, int port) {
        this.metrics = metrics;
        this.ready = ready;
        this.vertx = Vertx.vertx();
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(this::answer);
    }

    /** Starts the server; port 0 takes a free one. */
    public static HealthServer start(ReconcileMetrics metrics, BooleanSupplier ready, String host, int port) {
        HealthServer health = new HealthServer(metrics, ready, host, port);
        try {
            health.server.listen().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            return health;
        } catch (ExecutionException | TimeoutException e) {
            health.close();
            throw new IllegalStateException(
                    "The operator cannot listen on " + host + ":" + port
                            + " for metrics and health; choose another port with SLIPWAY_HEALTH_PORT.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            health.close();
            throw new IllegalStateException("interrupted while starting to listen", e);
        }
    }

    /** Returns the port that is listened on. */
    public int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/metrics" ->
                request.response()
                        .putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.text());
            case "/healthz" -> request.response().end("ok");
            case "/readyz" -> {
                boolean yes = ready.getAsBoolean();
                request.response()
                        .setStatusCode(yes ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE)
                        .end(yes ? "ok" : "the caches are not filled yet");
            }
            default ->
                request.response()
                        .setStatusCode(HttpURLConnection.HTTP_NOT_FOUND)
                        .end();
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the health endpoint does not stop", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
