package dev.slipway.standalone.apiserver.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The quality-of-service class of a Pod, from its requests and limits. */
final class PodQuality {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private PodQuality() {}

    static String of(JsonNode spec) {
        List<JsonNode> containers = new ArrayList<>();
        spec.path("containers").forEach(containers::add);
        spec.path("initContainers").forEach(containers::add);
        boolean anything = containers.stream()
                .anyMatch(container -> COUNTED.stream()
                        .anyMatch(resource ->
                                has(container, "requests", resource) || has(container, "limits", resource)));
        if (!anything) {
            return "BestEffort";
        }
        boolean guaranteed = containers.stream()
                .allMatch(container -> COUNTED.stream()
                        .allMatch(resource -> has(container, "limits", resource)
                                && container
                                        .path("resources")
                                        .path("requests")
                                        .path(resource)
                                        .equals(container
                                                .path("resources")
                                                .path("limits")
                                                .path(resource))));
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static boolean has(JsonNode container, String list, String resource) {
        return container.path("resources").path(list).has(resource);
    }
}
