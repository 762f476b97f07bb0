package dev.slipway.importer.upload;

import io.vertx.core.json.JsonObject;

/** Makes {@code metav1.Status} objects of failures. */
final class KubernetesStatus {
    private KubernetesStatus() {}

    static JsonObject of(int code, String reason, String message) {
        return new JsonObject()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("metadata", new JsonObject())
                .put("status", "Failure")
                .put("message", message)
                .put("reason", reason)
                .put("code", code);
    }
}
