package dev.slipway.standalone.apiserver.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What {@code kubectl get pods} shows. */
final class PodColumns {
    private PodColumns() {}

    static List<Column> all() {
        return List.of(
                Column.ofName(),
                Column.text("Ready", PodColumns::ready),
                Column.text("Status", PodColumns::status),
                Column.text("Restarts", PodColumns::restarts),
                Column.age(),
                Column.at("IP", "/status/podIP", "<none>").wide(),
                Column.at("Node", "/spec/nodeName", "<none>").wide(),
                Column.at("Nominated Node", "/status/nominatedNodeName", "<none>")
                        .wide(),
                Column.text("Readiness Gates", PodColumns::readinessGates).wide());
    }

    private static String ready(JsonNode pod) {
        long ready = items(pod.at("/status/containerStatuses"))
                .filter(container -> container.path("ready").asBoolean()
                        && container.at("/state/running").isObject())
                .count();
        long sidecars = items(pod.at("/spec/initContainers"))
                .filter(container -> container.path("restartPolicy").asText().equals("Always"))
                .map(container -> named(
                        pod.at("/status/initContainerStatuses"),
                        container.path("name").asText()))
                .filter(container -> container.path("ready").asBoolean())
                .count();
        long all = pod.at("/spec/containers").size()
                + items(pod.at("/spec/initContainers"))
                        .filter(container ->
                                container.path("restartPolicy").asText().equals("Always"))
                        .count();
        return ready + sidecars + "/" + all;
    }

    private static String status(JsonNode pod) {
        String phase = pod.at("/status/phase").asText("");
        String reason = Column.textAt(pod, "/status/reason", phase);
        String initial = initial(pod);
        if (!initial.isEmpty() && !conditionHolds(pod, "Initialized")) {
            reason = initial;
        } else {
            reason = containers(pod, reason);
        }
        if (pod.at("/metadata/deletionTimestamp").isTextual()) {
            if (pod.at("/status/reason").asText("").equals("NodeLost")) {
                return "Unknown";
            }
            return phase.equals("Succeeded") || phase.equals("Failed") ? reason : "Terminating";
        }
        return reason;
    }

    /** Returns what the first init container that is not done waits for, or nothing. */
    private static String initial(JsonNode pod) {
        JsonNode containers = pod.at("/status/initContainerStatuses");
        for (int place = 0; place < containers.size(); place++) {
            JsonNode state = containers.get(place).path("state");
            JsonNode ended = state.path("terminated");
            if (ended.isObject()) {
                if (ended.path("exitCode").asInt() != 0) {
                    return "Init:" + ending(ended);
                }
            } else if (!containers.get(place).path("started").asBoolean()) {
                String waiting = state.at("/waiting/reason").asText("");
                return waiting.isEmpty() || waiting.equals("PodInitializing")
                        ? "Init:%d/%d"
                                .formatted(place, pod.at("/spec/initContainers").size())
                        : "Init:" + waiting;
            }
        }
        return "";
    }

    private static String containers(JsonNode pod, String phase) {
        String reason = phase;
        boolean running = false;
        List<JsonNode> backwards =
                items(pod.at("/status/containerStatuses")).toList().reversed();
        for (JsonNode container : backwards) {
            JsonNode state = container.path("state");
            String waiting = state.at("/waiting/reason").asText("");
            if (!waiting.isEmpty()) {
                reason = waiting;
            } else if (state.path("terminated").isObject()) {
                reason = ending(state.path("terminated"));
            } else {
                running |= container.path("ready").asBoolean()
                        && state.path("running").isObject();
            }
        }
        if (reason.equals("Completed") && running) {
            return conditionHolds(pod, "Ready") ? "Running" : "NotReady";
        }
        return reason;
    }

    private static String ending(JsonNode ended) {
        String reason = ended.path("reason").asText("");
        if (!reason.isEmpty()) {
            return reason;
        }
        int signal = ended.path("signal").asInt();
        return signal != 0
                ? "Signal:" + signal
                : "ExitCode:" + ended.path("exitCode").asInt();
    }

    private static String restarts(JsonNode pod, Instant now) {
        List<JsonNode> containers = items(pod.at("/status/containerStatuses")).toList();
        int restarts = containers.stream()
                .mapToInt(container -> container.path("restartCount").asInt())
                .sum();
        return containers.stream()
                .map(container ->
                        container.at("/lastState/terminated/finishedAt").asText(""))
                .filter(time -> !time.isEmpty() && restarts > 0)
                .max(String::compareTo)
                .map(last -> "%d (%s ago)".formatted(restarts, Column.since(TextNode.valueOf(last), now)))
                .orElse(Integer.toString(restarts));
    }

    private static String readinessGates(JsonNode pod) {
        JsonNode gates = pod.at("/spec/readinessGates");
        if (gates.isEmpty()) {
            return "<none>";
        }
        long open = items(gates)
                .filter(gate -> conditionHolds(pod, gate.path("conditionType").asText()))
                .count();
        return open + "/" + gates.size();
    }

    private static boolean conditionHolds(JsonNode pod, String type) {
        return items(pod.at("/status/conditions"))
                .anyMatch(condition -> condition.path("type").asText().equals(type)
                        && condition.path("status").asText().equals("True"));
    }

    private static JsonNode named(JsonNode list, String name) {
        return items(list)
                .filter(item -> item.path("name").asText().equals(name))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
