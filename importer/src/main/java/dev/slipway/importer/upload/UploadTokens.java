package dev.slipway.importer.upload;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * The aggregated API {@code upload.cdi.kubevirt.io/v1beta1}: exchanges the right to create UploadTokenRequests, which the API
 * server in front has checked, for a token that uploads to one claim.
 *
 * <p>Unlike CDI it gives no token for a claim that does not exist or takes no upload.
 */
public final class UploadTokens {
    private static final String GROUP = "upload.cdi.kubevirt.io";
    private static final String VERSION = GROUP + "/v1beta1";
    private static final String BASE = "/apis/" + GROUP;
    private static final long LONGEST_BODY = 1 << 20;

    private final Vertx vertx;
    private final UploadTargets targets;
    private final Supplier<UploadTokenKey> key;
    private final InstantSource clock;

    /**
     * Makes the API.
     *
     * @param key gives the key that signs tokens; may block
     */
    public UploadTokens(Vertx vertx, UploadTargets targets, Supplier<UploadTokenKey> key, InstantSource clock) {
        this.vertx = vertx;
        this.targets = targets;
        this.key = key;
        this.clock = clock;
    }

    /** Returns the router of {@code /apis/upload.cdi.kubevirt.io…}; mount it at the root. */
    public Router router() {
        Router router = Router.router(vertx);
        router.get(BASE).handler(context -> json(context.response(), 200, group()));
        router.get(BASE + "/v1beta1").handler(context -> json(context.response(), 200, resources()));
        router.post(BASE + "/v1beta1/namespaces/:namespace/uploadtokenrequests")
                .handler(BodyHandler.create(false).setBodyLimit(LONGEST_BODY))
                .handler(this::create);
        return router;
    }

    private void create(RoutingContext context) {
        String namespace = context.pathParam("namespace");
        JsonObject request;
        try {
            request = context.body().asJsonObject();
        } catch (RuntimeException e) {
            request = null;
        }
        String claim = request == null ? null : text(request.getValue("spec"));
        if (request == null || claim == null || claim.isEmpty()) {
            json(
                    context.response(),
                    422,
                    KubernetesStatus.of(
                            422,
                            "Invalid",
                            "UploadTokenRequest is invalid: spec.pvcName: Required value: name the claim to upload to"));
            return;
        }
        JsonObject answered = request;
        vertx.executeBlocking(() -> new Found(targets.find(namespace, claim), key.get()), false)
                .onSuccess(
                        found -> answer(context, answered, new UploadToken(namespace, claim, clock.instant()), found))
                .onFailure(cause -> json(
                        context.response(),
                        503,
                        KubernetesStatus.of(
                                503,
                                "ServiceUnavailable",
                                "the claim " + claim + " cannot be looked up at present: " + cause.getMessage())));
    }

    private static @org.jspecify.annotations.Nullable String text(@org.jspecify.annotations.Nullable Object spec) {
        return spec instanceof JsonObject object && object.getValue("pvcName") instanceof String name ? name : null;
    }

    private record Found(UploadTarget target, UploadTokenKey key) {}

    private static void answer(RoutingContext context, JsonObject request, UploadToken upload, Found found) {
        String claim = upload.claim();
        switch (found.target()) {
            case UploadTarget.Missing _ ->
                json(
                        context.response(),
                        404,
                        KubernetesStatus.of(
                                404,
                                "NotFound",
                                "persistentvolumeclaims \"" + claim
                                        + "\" not found: create a DataVolume with source.upload first"));
            case UploadTarget.NotForUpload _ ->
                json(
                        context.response(),
                        422,
                        KubernetesStatus.of(
                                422,
                                "Invalid",
                                "UploadTokenRequest is invalid: spec.pvcName: Invalid value: \"" + claim
                                        + "\": this claim takes no upload; create a DataVolume with source.upload"));
            case UploadTarget.Filled _, UploadTarget.NotReady _, UploadTarget.Ready _ -> {
                String token = upload.sign(found.key());
                JsonObject answer = new JsonObject()
                        .put("kind", "UploadTokenRequest")
                        .put("apiVersion", VERSION)
                        .put("metadata", request.getValue("metadata", new JsonObject()))
                        .put("spec", new JsonObject().put("pvcName", claim))
                        .put("status", new JsonObject().put("token", token));
                json(context.response(), 200, answer); // 200, not 201: as CDI
            }
        }
    }

    private static JsonObject group() {
        JsonObject version = new JsonObject().put("groupVersion", VERSION).put("version", "v1beta1");
        return new JsonObject()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", GROUP)
                .put("versions", new JsonArray().add(version))
                .put("preferredVersion", version.copy());
    }

    private static JsonObject resources() {
        JsonObject resource = new JsonObject()
                .put("name", "uploadtokenrequests")
                .put("singularName", "uploadtokenrequest")
                .put("namespaced", true)
                .put("group", GROUP)
                .put("version", "v1beta1")
                .put("kind", "UploadTokenRequest")
                .put("verbs", new JsonArray().add("create"))
                .put("shortNames", new JsonArray().add("utr").add("utrs"));
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", VERSION)
                .put("resources", new JsonArray().add(resource));
    }

    private static void json(HttpServerResponse response, int status, JsonObject body) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }
}
