package dev.slipway.machine.subresource;

import com.fasterxml.jackson.databind.JsonNode;

/** Questions about the stored state of an instance. */
final class InstancePhase {
    private InstancePhase() {}

    static boolean is(JsonNode instance, String phase) {
        return instance.path("status").path("phase").asText("").equals(phase);
    }

    static boolean isRunning(JsonNode instance) {
        return is(instance, "Running");
    }
}
