package dev.slipway.standalone.app;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts the routes of other parts beside the portal's own, on the same origin. */
@ApplicationScoped
public class PortalRoutes {
    private static volatile @Nullable Consoles consoles;

    static void serve(Consoles opened) {
        consoles = opened;
    }

    void add(@Observes Router router, Vertx vertx) throws IOException {
        Consoles opened = consoles;
        if (opened != null) {
            Router streams = opened.streams(vertx);
            // Before the portal's own routes, which would read the body.
            router.route("/console-stream/*").order(-100).handler(context -> streams.handle(context.request()));
        }
    }
}
