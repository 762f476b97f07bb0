package dev.slipway.standalone.app;

import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets the portal's server carry consoles. */
@ApplicationScoped
public class PortalSockets implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        WebSocketSettings.apply(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        WebSocketSettings.apply(options);
    }
}
