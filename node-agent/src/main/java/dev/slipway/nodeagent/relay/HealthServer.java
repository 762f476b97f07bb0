package dev.slipway.nodeagent.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Plain HTTP for the kubelet and for Prometheus: {@code /healthz} and {@code /metrics}. */
public final class HealthServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HealthServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param healthy whether the agent sees its node
     * @param metrics text in Prometheus' format
     */
    public static HealthServer start(InetSocketAddress address, BooleanSupplier healthy, Supplier<String> metrics)
            throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        var health = new HealthServer(server);
        server.setExecutor(health.threads);
        server.createContext("/healthz", exchange -> {
            boolean well = healthy.getAsBoolean();
            answer(exchange, well ? 200 : 503, "text/plain", well ? "ok" : "the watch of this node's Pods has stopped");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        server.start();
        return health;
    }

    /** Returns the port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
