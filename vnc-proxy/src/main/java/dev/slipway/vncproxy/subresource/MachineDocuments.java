package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.libvirt.LibvirtDomain;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.vncproxy.relay.VirtualThreads;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregated API slipway.dev: what only Slipway tells of machines. {@code
 * /apis/slipway.dev/v1/namespaces/NAMESPACE/virtualmachineinstances/NAME/libvirt-xml} is an instance as libvirt describes
 * it. Users come in {@code X-Remote-*} headers, which the API server in front has set.
 */
public final class MachineDocuments {
    /** The group. */
    public static final String GROUP = "slipway.dev";

    /** Its only version. */
    public static final String VERSION = "v1";

    /** Name of the subresource of instances. */
    public static final String LIBVIRT_XML = "libvirt-xml";

    private static final Logger LOG = LoggerFactory.getLogger(MachineDocuments.class);
    private static final String ROOT = "/apis/" + GROUP;

    private final Vertx vertx;
    private final Authorization authorization;
    private final StoredFacts stored;

    /** Serves with the rights of {@code client}: to review access and to read instances. */
    public MachineDocuments(Vertx vertx, KubernetesClient client) {
        this.vertx = vertx;
        this.authorization = new Authorization(client);
        this.stored = new StoredFacts(client);
    }

    /** Returns the routes below {@code /apis/slipway.dev}. */
    public Router router() {
        Router router = Router.router(vertx);
        router.get(ROOT).handler(context -> StatusReply.json(context.response(), 200, group()));
        router.get(ROOT + "/" + VERSION).handler(context -> StatusReply.json(context.response(), 200, resources()));
        router.get(ROOT + "/" + VERSION + "/namespaces/:namespace/virtualmachineinstances/:name/" + LIBVIRT_XML)
                .handler(this::libvirtXml);
        return router;
    }

    private static JsonObject group() {
        JsonObject version =
                new JsonObject().put("groupVersion", GROUP + "/" + VERSION).put("version", VERSION);
        return new JsonObject()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", GROUP)
                .put("versions", new JsonArray().add(version))
                .put("preferredVersion", version);
    }

    private static JsonObject resources() {
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", GROUP + "/" + VERSION)
                .put(
                        "resources",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", SubresourcePath.INSTANCES + "/" + LIBVIRT_XML)
                                        .put("singularName", "")
                                        .put("namespaced", true)
                                        .put("kind", "")
                                        .put("verbs", new JsonArray().add("get"))));
    }

    private void libvirtXml(RoutingContext context) {
        Optional<RemoteUser> user = RemoteUser.of(context.request().headers());
        if (user.isEmpty()) {
            StatusReply.send(
                    context.response(),
                    new Refusal(401, "Unauthorized", "", "", "No user is named; ask through the API server."));
            return;
        }
        SubresourcePath path = new SubresourcePath(
                GROUP,
                VERSION,
                context.pathParam("namespace"),
                SubresourcePath.INSTANCES,
                context.pathParam("name"),
                LIBVIRT_XML,
                List.of());
        VirtualThreads.call(vertx, () -> answer(user.get(), path))
                .onSuccess(answer -> send(context, answer))
                .onFailure(e -> {
                    LOG.warn("an instance could not be described", e);
                    StatusReply.send(
                            context.response(),
                            new Refusal(
                                    500,
                                    "InternalError",
                                    "",
                                    "",
                                    "Internal error occurred: the API server could not be asked; try again"));
                });
    }

    /** What is answered: a text, or why there is none. */
    private sealed interface Answer {
        record Text(String xml) implements Answer {}

        record Refused(Refusal why) implements Answer {}
    }

    private Answer answer(RemoteUser user, SubresourcePath path) {
        Optional<Refusal> refusal = authorization.refusal(user, HttpMethod.GET, path);
        if (refusal.isPresent()) {
            return new Answer.Refused(refusal.get());
        }
        Optional<JsonNode> instance = stored.find("kubevirt.io", path.resource(), path.namespace(), path.name());
        return instance.isPresent()
                ? new Answer.Text(LibvirtDomain.of(instance.get()))
                : new Answer.Refused(Refusal.notFound(Refusal.INSTANCE, path.name()));
    }

    private static void send(RoutingContext context, Answer answer) {
        switch (answer) {
            case Answer.Text(String xml) ->
                context.response()
                        .putHeader("content-type", "application/xml; charset=utf-8")
                        .end(xml);
            case Answer.Refused(Refusal why) -> StatusReply.send(context.response(), why, GROUP);
        }
    }
}
