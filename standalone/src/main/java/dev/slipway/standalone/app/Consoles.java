package dev.slipway.standalone.app;

import dev.slipway.standalone.apiserver.discovery.AggregatedGroups;
import dev.slipway.standalone.apiserver.http.Aggregated;
import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.stream.ConsoleStreams;
import dev.slipway.vncproxy.subresource.MachineDocuments;
import dev.slipway.vncproxy.subresource.SubresourceApi;
import dev.slipway.vncproxy.subresource.TemplateApi;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The console proxy inside standalone: behind the API server for subresources, behind the portal for browsers. */
final class Consoles implements AutoCloseable {
    /** They start within seconds; if they do not, whoever asks is told so. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KubernetesClient client;
    private final RelayIdentity identity;
    private final NearAgents agents;
    private final Relay subresources;

    private Consoles(KubernetesClient client, RelayIdentity identity, NearAgents agents, Relay subresources) {
        this.client = client;
        this.identity = identity;
        this.agents = agents;
        this.subresources = subresources;
    }

    static Consoles open(Vertx vertx, Clients clients, Certificates certificates, NearAgents agents)
            throws IOException {
        Certificates.Pem certificate =
                certificates.leaf("vnc-proxy", "slipway:vnc-proxy", List.of("slipway:parts"), List.of());
        RelayIdentity identity =
                new RelayIdentity(certificate.certificate(), certificate.key(), certificate.authority());
        return new Consoles(clients.as(Identity.VNC_PROXY), identity, agents, relay(vertx, identity, agents));
    }

    private static Relay relay(Vertx vertx, RelayIdentity identity, NearAgents agents) throws IOException {
        return new NearRelay(vertx, new RelayClient(vertx, identity), agents::at);
    }

    /** Returns subresources.kubevirt.io for the API server that runs on {@code vertx}. */
    Aggregated subresources(Vertx vertx) {
        return new Aggregated(
                "/apis/subresources.kubevirt.io/",
                List.of(AggregatedGroups.subresources()),
                List.of(),
                patient(vertx, new SubresourceApi(vertx, client, subresources).router()));
    }

    /** Returns subresources.template.kubevirt.io for the API server that runs on {@code vertx}. */
    Aggregated templates(Vertx vertx) {
        return new Aggregated(
                "/apis/" + TemplateApi.GROUP + "/",
                List.of(AggregatedGroups.templates()),
                List.of(),
                new TemplateApi(vertx, client).router());
    }

    /** Returns slipway.dev for the API server that runs on {@code vertx}. */
    Aggregated documents(Vertx vertx) {
        return new Aggregated(
                "/apis/slipway.dev/",
                List.of(AggregatedGroups.documents()),
                List.of(),
                new MachineDocuments(vertx, client).router());
    }

    /** Returns the browser's streams for the portal that runs on {@code vertx}. */
    Router streams(Vertx vertx) throws IOException {
        return patient(
                vertx,
                new ConsoleStreams(vertx, client, relay(vertx, identity, agents), Clock.systemUTC(), Set.of())
                        .router());
    }

    /** Holds what is asked until the node-agents have started: where they are is known only then. */
    private Router patient(Vertx vertx, Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            CompletableFuture<Boolean> started = agents.started();
            if (started.isDone()) {
                context.next();
                return;
            }
            HttpServerRequest request = context.request();
            if (!request.isEnded()) {
                request.pause();
            }
            Future.fromCompletionStage(
                            started.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                            vertx.getOrCreateContext())
                    .onComplete(_ -> {
                        if (!request.isEnded()) {
                            request.resume();
                        }
                        context.next();
                    });
        });
        return router;
    }

    @Override
    public void close() {
        subresources.close();
        client.close();
    }
}
