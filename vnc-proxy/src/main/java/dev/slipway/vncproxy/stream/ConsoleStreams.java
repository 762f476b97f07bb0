package dev.slipway.vncproxy.stream;

import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.VirtualThreads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The portal's consoles: {@code /console-stream/{namespace}/{name}/{vnc|serial}?ticket=…} as binary websocket. Why a console
 * does not open is told in the close frame, since a browser shows no page a refused upgrade.
 */
public final class ConsoleStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleStreams.class);

    private final Vertx vertx;
    private final Relay relay;
    private final Admission admission;
    private final SameOrigin origins;

    /**
     * Serves with the rights of {@code client}: to read instances, Nodes and the Secret of console tickets, and to note
     * in Events which tickets were used.
     *
     * @param otherOrigins origins of the portal beside the one that is asked, e.g. {@code https://portal.example.com}
     */
    public ConsoleStreams(Vertx vertx, KubernetesClient client, Relay relay, Clock clock, Set<String> otherOrigins) {
        this.vertx = vertx;
        this.relay = relay;
        this.admission = new Admission(client, clock);
        this.origins = new SameOrigin(otherOrigins);
    }

    /** Returns the routes below {@code /console-stream}. */
    public Router router() {
        Router router = Router.router(vertx);
        router.getWithRegex("/console-stream/(?<namespace>[^/]+)/(?<name>[^/]+)/(?<kind>vnc|serial)")
                .handler(this::serve);
        return router;
    }

    private void serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!origins.allows(request)) {
            context.response()
                    .setStatusCode(403)
                    .putHeader("content-type", "text/plain")
                    .end("This page may not open consoles; open them from the portal.");
            return;
        }
        request.pause();
        String ticket = request.getParam("ticket", "");
        request.toWebSocket()
                .onSuccess(viewer -> open(viewer.pause(), context, ticket))
                .onFailure(_ -> badRequest(context));
    }

    private static void badRequest(RoutingContext context) {
        if (!context.response().ended()) {
            context.response()
                    .setStatusCode(400)
                    .putHeader("content-type", "text/plain")
                    .end("This path is a websocket; ask for an upgrade.");
        }
    }

    private void open(ServerWebSocket viewer, RoutingContext context, String ticket) {
        String namespace = context.pathParam("namespace");
        String name = context.pathParam("name");
        String kind = context.pathParam("kind");
        VirtualThreads.call(vertx, () -> admission.admit(namespace, name, kind, ticket))
                .onSuccess(opening -> join(viewer, opening))
                .onFailure(e -> {
                    LOG.warn("{}/{}: the console could not be looked up", namespace, name, e);
                    refuse(viewer, Opening.refused(500, "The API server could not be asked; try again."));
                });
    }

    private void join(ServerWebSocket viewer, Opening opening) {
        switch (opening) {
            case Opening.Refused refused -> refuse(viewer, refused);
            case Opening.To to ->
                relay.open(to.target()).onSuccess(guest -> guest.join(viewer)).onFailure(e -> {
                    LOG.warn(
                            "{}: the node-agent did not open the console",
                            to.target().path(),
                            e);
                    refuse(
                            viewer,
                            Opening.refused(503, "The node of the machine did not open the console; try again."));
                });
        }
    }

    private static void refuse(ServerWebSocket viewer, Opening.Refused refused) {
        viewer.resume(); // a paused socket would not see the answer to its close
        viewer.close(refused.end().code(), refused.end().reason());
    }
}
