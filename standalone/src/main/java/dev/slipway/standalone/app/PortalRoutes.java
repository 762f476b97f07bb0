package dev.slipway.standalone.app;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the routes of other parts beside the portal's own, on the same origin. */
@ApplicationScoped
public class PortalRoutes {
    private static volatile @Nullable Consoles consoles;
    private static volatile @Nullable Uploads uploads;

    static void serve(Consoles openedConsoles, Uploads openedUploads) {
        consoles = openedConsoles;
        uploads = openedUploads;
    }

    void add(@Observes Router router, Vertx vertx) throws IOException {
        Consoles opened = consoles;
        if (opened != null) {
            Router streams = opened.streams(vertx);
            // Before the portal's own routes, which would read the body.
            router.route("/console-stream/*").order(-100).handler(context -> streams.handle(context.request()));
        }
        Uploads openedUploads = uploads;
        if (openedUploads != null) {
            Router proxy = openedUploads.proxy(vertx);
            for (String version : List.of("/v1beta1/", "/v1alpha1/")) {
                // Before the portal's sign-in, too: the token that an upload brings along is not the portal's.
                router.route(version + "*").order(-1000).handler(context -> proxy.handle(context.request()));
            }
        }
    }
}
