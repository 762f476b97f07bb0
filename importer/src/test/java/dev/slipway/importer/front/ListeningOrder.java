package dev.slipway.importer.front;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The servers of a Vert.x in the order in which they came to listen: metrics of a server are made as soon as it does. */
final class ListeningOrder implements VertxMetrics {
    private final List<Boolean> encrypted = new CopyOnWriteArrayList<>();

    /** Returns a Vert.x whose servers are noted here. */
    Vertx vertx() {
        return Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(_ -> this)
                .build();
    }

    /** Returns of each server whether it speaks TLS, the first that listened first. */
    List<Boolean> encrypted() {
        return encrypted;
    }

    @Override
    public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress address) {
        encrypted.add(options.isSsl());
        return new HttpServerMetrics<>() {};
    }
}
