package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.vncproxy.relay.GuestStream;
import dev.slipway.vncproxy.relay.Relay;
import dev.slipway.vncproxy.relay.RelayAnswer;
import dev.slipway.vncproxy.relay.VirtualThreads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregated API subresources.kubevirt.io: consoles, power and guest actions. Users come in {@code X-Remote-*} headers,
 * which the API server in front has set.
 */
public final class SubresourceApi {
    private static final Logger LOG = LoggerFactory.getLogger(SubresourceApi.class);
    private static final int MAX_BODY_BYTES = 64 * 1024;
    static final Set<String> POWER = Set.of("start", "stop", "restart");
    static final Set<String> ASKED_OF_MACHINES = Set.of(Endpoint.PORT_FORWARD.subresource(), Decider.EXPAND_SPEC);
    private static final List<String> PROFILER = List.of("start", "stop", "dump");
    private static final String ROOT = "/apis/" + SubresourcePath.GROUP;

    private final Vertx vertx;
    private final KubernetesClient client;
    private final Relay relay;
    private final Decider decider;

    /**
     * Serves with the rights of {@code client}: to review access, to read and patch machines and instances, to read Nodes, to
     * delete launcher Pods.
     */
    public SubresourceApi(Vertx vertx, KubernetesClient client, Relay relay) {
        this.vertx = vertx;
        this.client = client;
        this.relay = relay;
        this.decider = new Decider(client);
    }

    /** Returns the routes below {@code /apis/subresources.kubevirt.io}; their bodies must not have been read. */
    public Router router() {
        Router router = Router.router(vertx);
        router.get(ROOT).handler(context -> reply(context, DiscoveryDocuments.group()));
        for (String version : SubresourcePath.VERSIONS) {
            String base = ROOT + "/" + version;
            router.get(base).handler(context -> reply(context, DiscoveryDocuments.resources(version)));
            router.get(base + "/version").handler(context -> reply(context, DiscoveryDocuments.version()));
            router.get(base + "/healthz").handler(SubresourceApi::healthy);
            router.get(base + "/guestfs").handler(this::guestfs);
            for (String verb : PROFILER) {
                router.get(base + "/" + verb + "-cluster-profiler").handler(SubresourceApi::noProfiler);
            }
        }
        router.route(ROOT + "/*").handler(this::serve);
        return router;
    }

    private static void reply(RoutingContext context, JsonObject document) {
        StatusReply.json(context.response(), 200, document);
    }

    private static void healthy(RoutingContext context) {
        reply(context, new JsonObject().put("apiserver", new JsonObject().put("connectivity", "ok")));
    }

    private static void noProfiler(RoutingContext context) {
        StatusReply.send(
                context.response(),
                new Refusal(
                        501,
                        "NotImplemented",
                        "",
                        "",
                        "Slipway has no cluster profiler; profile its Java processes with a JFR recording."));
    }

    private void guestfs(RoutingContext context) {
        VirtualThreads.call(vertx, decider::guestfs)
                .onSuccess(image -> StatusReply.json(
                        context.response(),
                        image.isPresent() ? 200 : 500,
                        image.orElseGet(DiscoveryDocuments::noGuestfs)))
                .onFailure(e -> StatusReply.send(context.response(), failure(e)));
    }

    private void serve(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.pause();
        Optional<RemoteUser> user = RemoteUser.of(request.headers());
        Optional<SubresourcePath> path = SubresourcePath.parse(context.normalizedPath());
        if (user.isEmpty()) {
            StatusReply.send(request.response(), RemoteUser.missing());
        } else if (path.isEmpty()) {
            // KubeVirt's authorizer, which cannot tell what right such a path would need
            StatusReply.plain(request.response(), 401, SubresourcePath.unknown(context.normalizedPath()));
        } else if (!isServed(request.method(), path.get())) {
            StatusReply.plain(request.response(), 404, "404: Page Not Found");
        } else {
            serve(request, user.get(), path.get());
        }
    }

    private static boolean isServed(HttpMethod method, SubresourcePath path) {
        if (path.isExpansion()) {
            return method.equals(HttpMethod.PUT);
        }
        if (StoredActions.isOne(method, path)) {
            return true;
        }
        if (!path.isMachine()) {
            return Endpoint.of(path.subresource(), method).isPresent();
        }
        return method.equals(HttpMethod.PUT) && POWER.contains(path.subresource())
                || method.equals(HttpMethod.GET) && ASKED_OF_MACHINES.contains(path.subresource());
    }

    private void serve(HttpServerRequest request, RemoteUser user, SubresourcePath path) {
        body(request, path)
                .compose(body -> VirtualThreads.call(
                        vertx,
                        () -> decider.decide(user, request.method(), path, new RequestBody(body, request.params()))))
                .onSuccess(outcome -> carryOut(outcome, request, path))
                .onFailure(e -> fail(request, path, e));
    }

    /** What the API server refused is told in its own words, with its causes. */
    private void fail(HttpServerRequest request, SubresourcePath path, Throwable e) {
        if (e instanceof KubernetesClientException refused
                && refused.getStatus() != null
                && refused.getStatus().getCode() != null
                && refused.getStatus().getMessage() != null) {
            StatusReply.json(
                    request.response(),
                    refused.getStatus().getCode(),
                    new JsonObject(client.getKubernetesSerialization().asJson(refused.getStatus())));
        } else {
            refuse(request, path, failure(e));
        }
    }

    /** A GET may become a websocket, for which its body must stay unread. */
    private static Future<Buffer> body(HttpServerRequest request, SubresourcePath path) {
        if (request.method().equals(HttpMethod.GET) && !StoredActions.isOne(HttpMethod.GET, path)) {
            return Future.succeededFuture(Buffer.buffer());
        }
        return whole(request);
    }

    /** Returns the body, unless it is longer than options are. */
    static Future<Buffer> whole(HttpServerRequest request) {
        Buffer all = Buffer.buffer();
        Promise<Buffer> promise = Promise.promise();
        request.handler(chunk -> {
            if (all.length() + chunk.length() > MAX_BODY_BYTES) {
                promise.tryFail(new BodyTooLongException());
            } else {
                all.appendBuffer(chunk);
            }
        });
        request.endHandler(_ -> promise.tryComplete(all));
        request.exceptionHandler(promise::tryFail);
        request.resume();
        return promise.future();
    }

    private static final class BodyTooLongException extends Exception {}

    /** Returns what is said where nobody knows more. */
    static Refusal failure(Throwable e) {
        if (e instanceof BodyTooLongException) {
            return new Refusal(
                    413,
                    "RequestEntityTooLarge",
                    "",
                    "",
                    "The body is longer than %d bytes; options are short.".formatted(MAX_BODY_BYTES));
        }
        LOG.warn("a request failed", e);
        return new Refusal(
                500, "InternalError", "", "", "Internal error occurred: the API server could not be asked; try again");
    }

    private void carryOut(Outcome outcome, HttpServerRequest request, SubresourcePath path) {
        switch (outcome) {
            case Outcome.Refuse(Refusal why) -> refuse(request, path, why);
            case Outcome.Unoffered(Refusal why) -> StatusReply.send(request.response(), why);
            case Outcome.Done(int code) ->
                request.response().setStatusCode(code).end();
            case Outcome.Document(JsonNode content) ->
                StatusReply.json(request.response(), 200, new JsonObject(content.toString()));
            case Outcome.Malformed(List<String> problems) -> StatusReply.malformed(request.response(), problems);
            case Outcome.AskNode ask ->
                relay.call(ask.method(), ask.target(), ask.body())
                        .onSuccess(answer -> passOn(answer, request, path))
                        .onFailure(e -> refuse(request, path, unreachable(e)));
            case Outcome.OpenStream open ->
                relay.open(open.target())
                        .onSuccess(guest -> join(request, guest))
                        .onFailure(e -> refuse(request, path, rejected(e)));
        }
    }

    private void refuse(HttpServerRequest request, SubresourcePath path, Refusal why) {
        boolean plain = Endpoint.of(path.subresource(), request.method())
                .filter(endpoint -> !path.isMachine() && endpoint.form() == Endpoint.Form.ANSWER)
                .isPresent();
        if (plain && why.code() != 403) {
            StatusReply.text(request.response(), why.message());
        } else {
            StatusReply.send(request.response(), why);
        }
    }

    private static Refusal unreachable(Throwable e) {
        LOG.warn("a node-agent could not be asked: {}", e.toString());
        return new Refusal(
                503,
                "ServiceUnavailable",
                "",
                "",
                "The node of the machine does not answer; it is restarting, or lost. Try again.");
    }

    private static Refusal rejected(Throwable e) {
        return e instanceof UpgradeRejectedException rejection
                ? status(rejection.getStatus(), rejection.getBody())
                : unreachable(e);
    }

    /** Returns the refusal that a node-agent's Status says. */
    private static Refusal status(int code, Buffer body) {
        try {
            JsonObject status = body == null || body.length() == 0 ? new JsonObject() : body.toJsonObject();
            return new Refusal(
                    code,
                    status.getString("reason", ""),
                    "",
                    "",
                    status.getString("message", "The node answered with code " + code + "."));
        } catch (DecodeException | ClassCastException e) {
            return new Refusal(code, "", "", "", "The node answered with code " + code + ".");
        }
    }

    private void passOn(RelayAnswer answer, HttpServerRequest request, SubresourcePath path) {
        if (!answer.isSuccess()) {
            refuse(request, path, status(answer.code(), answer.body()));
            return;
        }
        HttpServerResponse response = request.response().setStatusCode(200);
        if (!answer.contentType().isEmpty() && answer.body().length() > 0) {
            response.putHeader("content-type", answer.contentType());
        }
        response.end(answer.body());
    }

    private static void join(HttpServerRequest request, GuestStream guest) {
        request.toWebSocket()
                .onSuccess(viewer -> {
                    viewer.pause();
                    guest.join(viewer);
                })
                .onFailure(e -> {
                    guest.close();
                    StatusReply.send(
                            request.response(), Refusal.badRequest("This path is a websocket; ask for an upgrade."));
                });
    }
}
