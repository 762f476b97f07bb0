package dev.slipway.standalone.apiserver.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.webhook.ServicePlace;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an API answers, as the condition of its APIService says it. Source: Kubernetes 1.34,
 * {@code kube-aggregator/pkg/controllers/status}.
 */
record Availability(boolean holds, String reason, String message) {
    static final Availability LOCAL = new Availability(true, "Local", "Local APIServices are always available");
    static final Availability PASSED = new Availability(true, "Passed", "all checks passed");

    static Availability failed(String message) {
        return new Availability(false, "FailedDiscoveryCheck", message);
    }

    /**
     * There is nobody to ask.
     *
     * @param announced whether somebody keeps the Service's endpoints, or it selects Pods itself
     * @param portName of the Service's port; may be empty
     */
    static Availability missing(RegisteredApi api, ServicePlace.Missing missing, boolean announced, String portName) {
        String service = "service/%s in \"%s\"".formatted(api.service(), api.namespace());
        return switch (missing) {
            case SERVICE -> new Availability(false, "ServiceNotFound", service + " is not present");
            case PORT ->
                new Availability(false, "ServicePortError", service + " is not listening on port " + api.port());
            case ENDPOINTS ->
                announced
                        ? new Availability(
                                false,
                                "MissingEndpoints",
                                "endpointslices for %s have no addresses with port name \"%s\""
                                        .formatted(service, portName))
                        : new Availability(false, "EndpointsNotFound", "cannot find endpointslices for " + service);
        };
    }

    /** Returns the patch of an APIService that says so; nothing if it says so already. */
    Optional<ObjectNode> patch(JsonNode object, Instant now) {
        String status = holds ? "True" : "False";
        JsonNode before = Json.object();
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(RegisteredApi.AVAILABLE)) {
                before = condition;
            }
        }
        boolean same = before.path("status").asText().equals(status);
        if (same
                && before.path("reason").asText().equals(reason)
                && before.path("message").asText().equals(message)) {
            return Optional.empty();
        }
        ObjectNode patch = Json.object();
        patch.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", RegisteredApi.AVAILABLE)
                .put("status", status)
                .put(
                        "lastTransitionTime",
                        same ? before.path("lastTransitionTime").asText() : Metadata.time(now))
                .put("reason", reason)
                .put("message", message);
        return Optional.of(patch);
    }
}
