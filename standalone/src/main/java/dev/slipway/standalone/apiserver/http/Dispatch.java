package dev.slipway.standalone.apiserver.http;

import dev.slipway.standalone.apiserver.access.Refusal;
import dev.slipway.standalone.apiserver.aggregate.Aggregator;
import dev.slipway.standalone.apiserver.aggregate.RegisteredApi;
import dev.slipway.standalone.apiserver.aggregate.RemoteCaller;
import dev.slipway.standalone.apiserver.discovery.ServerVersion;
import dev.slipway.standalone.apiserver.request.Attributes;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Authenticator;
import dev.slipway.standalone.apiserver.request.Authorizer;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import dev.slipway.standalone.apiserver.request.RequestInfo;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.status.ProblemException;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.verbs.Verbs;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

/** The way of every request: body, caller, right, then the part that answers. Blocking steps run on virtual threads. */
public final class Dispatch implements Handler<HttpServerRequest> {
    private static final System.Logger LOG = System.getLogger(Dispatch.class.getName());
    private static final int LARGEST_BODY = 3 << 20;

    private final Vertx vertx;
    private final ExecutorService threads;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final List<Aggregated> aggregated;
    private final Aggregator others;
    private final List<ConnectedSubresource> connected;
    private final ResourceEndpoint resources;
    private final DiscoveryEndpoint discovery;
    private final OpenApiEndpoint openApi;

    private Dispatch(Vertx vertx, ExecutorService threads, Parts parts) {
        this.vertx = vertx;
        this.threads = threads;
        this.authenticator = parts.authenticator;
        this.authorizer = parts.authorizer;
        this.aggregated = parts.aggregated;
        this.others = parts.others;
        this.connected = parts.connected;
        this.resources = new ResourceEndpoint(parts.store, parts.registry, parts.virtual, parts.verbs);
        this.discovery = new DiscoveryEndpoint(
                parts.registry,
                parts.virtual.stream().map(VirtualResource::type).toList(),
                aggregated.stream().flatMap(part -> part.groups().stream()).toList(),
                others,
                parts.version);
        this.openApi = new OpenApiEndpoint(
                parts.registry,
                aggregated.stream().flatMap(part -> part.documented().stream()).toList(),
                others,
                parts.version.slipway());
    }

    /** Everything that answers requests. */
    public record Parts(
            Authenticator authenticator,
            Authorizer authorizer,
            List<Aggregated> aggregated,
            Aggregator others,
            List<ConnectedSubresource> connected,
            List<VirtualResource> virtual,
            ObjectStore store,
            ResourceRegistry registry,
            Verbs verbs,
            ServerVersion version) {}

    /** @param threads where requests may block; its owner ends it */
    public static Dispatch of(Vertx vertx, ExecutorService threads, Parts parts) {
        return new Dispatch(vertx, threads, parts);
    }

    @Override
    public void handle(HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        Optional<Aggregated> other = aggregatedFor(request.path());
        if (other.filter(Aggregated::open).isPresent()) {
            other.get().router().handle(request);
            return;
        }
        Optional<RegisteredApi> elsewhere = other.isPresent() ? Optional.empty() : others.at(request.path());
        boolean streams = other.isPresent()
                || elsewhere.isPresent()
                || request.headers().contains("Upgrade")
                || isConnected(request);
        if (streams) {
            request.pause();
            run(new Exchange(request, context, Buffer.buffer()), elsewhere);
            return;
        }
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= LARGEST_BODY) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> {
            Exchange exchange = new Exchange(request, context, body);
            if (body.length() > LARGEST_BODY) {
                exchange.reply(Problem.tooLarge("Request entity too large: limit is " + LARGEST_BODY), List.of());
            } else {
                run(exchange, Optional.empty());
            }
        });
    }

    /** @param elsewhere whose the path was when the request came */
    private void run(Exchange exchange, Optional<RegisteredApi> elsewhere) {
        try {
            threads.execute(() -> answer(exchange, elsewhere));
        } catch (RejectedExecutionException _) {
            exchange.reply(Problem.unavailable("The API server is stopping; try again in a moment."), List.of());
        }
    }

    private void answer(Exchange exchange, Optional<RegisteredApi> elsewhere) {
        try {
            Caller caller = authenticator.authenticate(exchange.credentials());
            RequestInfo info = RequestInfo.of(exchange.method(), exchange.path(), exchange.query());
            authorize(new Attributes(caller, info.verb(), info.target()));
            Optional<Aggregated> other = aggregatedFor(exchange.request().path());
            if (other.isPresent()) {
                forward(exchange, caller, other.get());
                return;
            }
            if (elsewhere.isPresent()) {
                exchange.context().runOnContext(_ -> others.serve(elsewhere.get(), exchange.request(), caller));
                return;
            }
            switch (info.target()) {
                case Target.Path _ -> {
                    if (OpenApiEndpoint.answers(exchange.path())) {
                        openApi.answer(exchange);
                    } else {
                        discovery.answer(exchange);
                    }
                }
                case Target.Resource target -> resource(exchange, caller, info.verb(), target);
            }
        } catch (ProblemException e) {
            exchange.reply(e.problem(), List.of());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            exchange.reply(Problem.unavailable("The API server is stopping; try again in a moment."), List.of());
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    exchange.method() + " " + exchange.request().path() + " failed",
                    e);
            exchange.reply(Problem.internal(e.toString()), List.of());
        }
    }

    private void authorize(Attributes attributes) {
        switch (authorizer.authorize(attributes)) {
            case Authorizer.Decision.Allowed _ -> {}
            case Authorizer.Decision.Denied denied ->
                throw Refusal.of(attributes, denied.reason()).exception();
        }
    }

    private void resource(Exchange exchange, Caller caller, String verb, Target.Resource target)
            throws InterruptedException {
        Optional<ConnectedSubresource> answering = connectedFor(target);
        if (answering.isPresent()) {
            exchange.context().runOnContext(_ -> {
                answering.get().serve(exchange.request(), caller, target.namespace(), target.name());
                exchange.request().resume();
            });
        } else {
            resources.answer(exchange, caller, verb, target);
        }
    }

    private boolean isConnected(HttpServerRequest request) {
        RequestInfo info = RequestInfo.of(
                request.method().name(), Exchange.segments(request.path()), MultiMap.caseInsensitiveMultiMap());
        return info.target() instanceof Target.Resource target
                && connectedFor(target).isPresent();
    }

    private Optional<ConnectedSubresource> connectedFor(Target.Resource target) {
        return connected.stream()
                .filter(part -> part.resource().group().equals(target.group())
                        && part.resource().resource().equals(target.resource())
                        && part.subresource().equals(target.subresource()))
                .findFirst();
    }

    private Optional<Aggregated> aggregatedFor(String path) {
        return aggregated.stream()
                .filter(part -> path.startsWith(part.prefix()) || (path + "/").equals(part.prefix()))
                .findFirst();
    }

    /** Tells the other part who calls; whatever the client itself says about that is removed. */
    private static void forward(Exchange exchange, Caller caller, Aggregated part) {
        exchange.context().runOnContext(_ -> {
            RemoteCaller.put(caller, exchange.request().headers());
            // What waits is delivered after this turn of the event loop: a router that must ask first pauses it again.
            exchange.request().resume();
            part.router().handle(exchange.request());
        });
    }
}
