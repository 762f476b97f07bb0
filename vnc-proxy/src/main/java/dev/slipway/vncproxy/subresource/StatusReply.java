package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.Refusal;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Replies in the forms of the Kubernetes API. */
final class StatusReply {
    private StatusReply() {}

    /** Sends a {@code metav1.Status}. */
    static void send(HttpServerResponse response, Refusal refusal) {
        json(response, refusal.code(), status(refusal));
    }

    /** Sends a {@code metav1.Status} about an object of another group than {@code subresources.kubevirt.io}. */
    static void send(HttpServerResponse response, Refusal refusal, String group) {
        JsonObject status = status(refusal);
        if (status.containsKey("details")) {
            status.getJsonObject("details").put("group", group);
        }
        json(response, refusal.code(), status);
    }

    /** Says what makes a sent machine none. */
    static void malformed(HttpServerResponse response, List<String> problems) {
        JsonObject status = status(Refusal.badRequest("Object is not a valid VirtualMachine"));
        JsonArray causes = new JsonArray();
        problems.forEach(problem -> causes.add(new JsonObject().put("message", problem)));
        json(response, 400, status.put("details", new JsonObject().put("causes", causes)));
    }

    /** Sends what is wrong with an object of a group, a cause each, as the API server does for one that is invalid. */
    static void invalid(HttpServerResponse response, Refusal refusal, String group, JsonArray causes) {
        JsonObject status = status(refusal);
        status.getJsonObject("details").put("group", group).put("causes", causes);
        json(response, refusal.code(), status);
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
