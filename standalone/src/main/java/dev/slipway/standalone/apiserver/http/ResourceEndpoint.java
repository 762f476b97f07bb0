package dev.slipway.standalone.apiserver.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Attributes.Target;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceRegistry;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Problem;
import dev.slipway.standalone.apiserver.status.ProblemException;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.table.IncludeObject;
import dev.slipway.standalone.apiserver.verbs.Answer;
import dev.slipway.standalone.apiserver.verbs.Call;
import dev.slipway.standalone.apiserver.verbs.ReadOptions;
import dev.slipway.standalone.apiserver.verbs.Verbs;
import dev.slipway.standalone.apiserver.watch.EventSink;
import dev.slipway.standalone.apiserver.watch.WatchStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers requests for resources: finds the type, runs the verb, renders the answer. */
final class ResourceEndpoint {
    private static final long HANDSHAKE_SECONDS = 10;

    private final ObjectStore store;
    private final ResourceRegistry registry;
    private final List<VirtualResource> virtual;
    private final Verbs verbs;

    ResourceEndpoint(ObjectStore store, ResourceRegistry registry, List<VirtualResource> virtual, Verbs verbs) {
        this.store = store;
        this.registry = registry;
        this.virtual = List.copyOf(virtual);
        this.verbs = verbs;
    }

    void answer(Exchange exchange, Caller caller, String verb, Target.Resource target) throws InterruptedException {
        Optional<VirtualResource> answering = virtualFor(target);
        if (answering.isPresent()) {
            answer(exchange, caller, verb, target, answering.get());
            return;
        }
        Optional<ResourceType> type = registry.find(target.group(), target.version(), target.resource());
        if (type.isEmpty()) {
            notServed(exchange, target);
            return;
        }
        // The name of a collection verb comes from its field selector and only serves authorization.
        boolean collection = List.of("list", "watch", "deletecollection").contains(verb);
        boolean watchesOne = verb.equals("watch") && exchange.path().getLast().equals(target.name());
        DecodedBody body = DecodedBody.of(exchange);
        Call call = new Call(
                type.get(),
                verb,
                type.get().namespaced() ? target.namespace() : "",
                collection ? "" : target.name(),
                target.subresource(),
                watchesOne ? exchange.query().add("fieldSelector", "metadata.name=" + target.name()) : exchange.query(),
                body.content(),
                body.contentType(),
                caller,
                exchange.header("User-Agent"),
                Optional.of(type.get().deprecation()).filter(warning -> !warning.isEmpty()).stream()
                        .toList());
        Accepted form = Accepted.of(exchange.request().getHeader("Accept"));
        if (verb.equals("watch")) {
            watch(exchange, call, form);
            return;
        }
        try {
            Answer answer = verbs.answer(call);
            exchange.reply(
                    answer.code(),
                    Rendering.contentType(form),
                    Rendering.render(answer, form, include(exchange)),
                    call.warnings());
        } catch (ProblemException e) {
            exchange.reply(e.problem(), call.warnings());
        }
    }

    private static IncludeObject include(Exchange exchange) {
        return IncludeObject.of(exchange.query().get("includeObject"));
    }

    private void notServed(Exchange exchange, Target.Resource target) {
        boolean versionServed = registry.all().stream()
                .anyMatch(type ->
                        type.group().equals(target.group()) && type.version().equals(target.version()));
        if (versionServed) {
            exchange.reply(Problem.noSuchPath(), List.of());
        } else {
            exchange.reply(404, "404 page not found\n");
        }
    }

    private Optional<VirtualResource> virtualFor(Target.Resource target) {
        String plural =
                target.subresource().isEmpty() ? target.resource() : target.resource() + "/" + target.subresource();
        return virtual.stream()
                .filter(part -> part.type().group().equals(target.group())
                        && part.type().version().equals(target.version())
                        && part.type().plural().equals(plural))
                .findFirst();
    }

    private static void answer(
            Exchange exchange, Caller caller, String verb, Target.Resource target, VirtualResource answering) {
        if (!verb.equals("create")) {
            throw Problem.methodNotAllowed().exception();
        }
        try {
            if (!(Json.parse(DecodedBody.of(exchange).content().getBytes()) instanceof ObjectNode body)) {
                throw Problem.badRequest(
                                "the body must be a " + answering.type().kind() + " object")
                        .exception();
            }
            ObjectNode answer = answering.create(body, caller, target.namespace(), target.name());
            exchange.reply(201, "application/json", Buffer.buffer(Json.bytes(answer)));
        } catch (IOException e) {
            throw Problem.badRequest("the body is not JSON: " + e.getMessage()).exception();
        }
    }

    private void watch(Exchange exchange, Call call, Accepted form) throws InterruptedException {
        ReadOptions options = ReadOptions.of(call);
        new WatchStream(
                        store,
                        call.type(),
                        call.namespace(),
                        options,
                        WatchedObjects.of(call.type(), form, include(exchange)),
                        open(exchange))
                .run();
    }

    private static EventSink open(Exchange exchange) throws InterruptedException {
        if (!exchange.isWebSocket()) {
            return ClientStream.of(exchange.context(), exchange.request().response());
        }
        CompletableFuture<ServerWebSocket> upgraded = new CompletableFuture<>();
        exchange.context()
                .runOnContext(_ -> exchange.request().toWebSocket().onComplete(result -> {
                    if (result.succeeded()) {
                        upgraded.complete(result.result());
                    } else {
                        upgraded.completeExceptionally(result.cause());
                    }
                }));
        try {
            return ClientStream.of(exchange.context(), upgraded.get(HANDSHAKE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the WebSocket handshake did not complete", e);
        }
    }
}
