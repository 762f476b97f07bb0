package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.Refusal;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/** Replies in the forms of the Kubernetes API. */
final class StatusReply {
    private StatusReply() {}

    /** Sends a {@code metav1.Status}. */
    static void send(HttpServerResponse response, Refusal refusal) {
        json(response, refusal.code(), status(refusal));
    }

    /** Sends the message alone, with code 500. */
    static void text(HttpServerResponse response, String message) {
        plain(response, 500, message);
    }

    static void plain(HttpServerResponse response, int code, String message) {
        if (!response.ended()) {
            response.setStatusCode(code).putHeader("content-type", "text/plain").end(message);
        }
    }

    static void json(HttpServerResponse response, int code, JsonObject body) {
        if (!response.ended()) {
            response.setStatusCode(code)
                    .putHeader("content-type", "application/json")
                    .end(body.toBuffer());
        }
    }

    private static JsonObject status(Refusal refusal) {
        JsonObject status = new JsonObject()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", new JsonObject())
                .put("status", "Failure")
                .put("message", refusal.message())
                .put("reason", refusal.reason());
        if (!refusal.kind().isEmpty()) {
            String group =
                    refusal.code() == 403 && refusal.kind().endsWith("s") ? SubresourcePath.GROUP : "kubevirt.io";
            status.put(
                    "details",
                    new JsonObject()
                            .put("name", refusal.name())
                            .put("group", group)
                            .put("kind", refusal.kind()));
        }
        return status.put("code", refusal.code());
    }
}
