package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.recorded.DifferencesPage;
import dev.slipway.standalone.recorded.TreeDifference;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays the scenarios of status.jsonl against the operator, a step at a time, and compares what a client sees when each step
 * has settled: machine, instance, Pods, events, and the printable statuses on the way. What differs on purpose, and which
 * scenarios are not played, is in {@code docs/differences/status.md}.
 */
class RecordedStatusTest {
    private static final Path RECORDED = Path.of("../../shared/data/kubevirt/recorded/status.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    @Test
    void machines_go_the_ways_that_kubevirts_went() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(RECORDED),
                () -> "SKIPPED: no recordings at " + RECORDED.toAbsolutePath().normalize());
        DifferencesPage deliberate = DifferencesPage.read("status.md");
        List<String> unexplained = new ArrayList<>();
        try (OperatorCluster cluster = OperatorCluster.start(directory);
                Stream<String> lines = Files.lines(RECORDED)) {
            for (String line : lines.toList()) {
                unexplained.addAll(play(cluster, JSON.readTree(line), deliberate));
            }
            assertThat(cluster.node().violations()).isEmpty();
        }
        assertThat(unexplained).as(String.join("\n", unexplained)).isEmpty();
        assertThat(deliberate.stale()).isEmpty();
    }

    private static List<String> play(OperatorCluster cluster, JsonNode scenario, DifferencesPage deliberate)
            throws InterruptedException {
        String name = scenario.path("name").asText();
        if (deliberate.unexplained(name, List.of("not played")).isEmpty()) {
            return List.of();
        }
        cluster.enterNewNamespace();
        List<String> unexplained = new ArrayList<>();
        try (RecordedSteps steps = new RecordedSteps(cluster, scenario)) {
            List<String> statuses = new ArrayList<>();
            for (JsonNode entry : scenario.path("timeline")) {
                if (entry.path("observed").asText().equals("VirtualMachine")) {
                    addIfNew(statuses, entry.path("printableStatus").asText(""));
                } else if (entry.has("step")) {
                    String step = entry.get("step").asText();
                    steps.carryOut(step);
                    String where = name + ": " + step.replaceFirst(" \\{.*", "").strip();
                    left(steps, entry, where, statuses, deliberate).stream()
                            .map(difference -> where + " | " + difference)
                            .forEach(unexplained::add);
                    statuses.clear();
                }
            }
        }
        return unexplained;
    }

    private static void addIfNew(List<String> statuses, String status) {
        if (!status.isEmpty()
                && !status.equals("null")
                && (statuses.isEmpty() || !statuses.getLast().equals(status))) {
            statuses.add(status);
        }
    }

    /** Looks until the step has settled as it did in the recording, or has had the time for it. */
    private static List<String> left(
            RecordedSteps steps, JsonNode entry, String where, List<String> statuses, DifferencesPage deliberate)
            throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        JsonNode want = recorded(entry);
        while (true) {
            List<String> differences = TreeDifference.between(want, steps.state());
            if (!isWithin(statuses, steps.statuses())) {
                differences.add("statuses: want " + statuses + ", got " + steps.statuses());
            }
            List<String> left = deliberate.unexplained(where, differences);
            if (left.isEmpty() || Instant.now().isAfter(deadline)) {
                steps.forgetStatuses();
                return left;
            }
            Thread.sleep(30);
        }
    }

    /** The recording saw some of the statuses, since it looked twice a second; they must come in this order. */
    private static boolean isWithin(List<String> some, List<String> all) {
        int found = 0;
        for (String status : all) {
            if (found < some.size() && some.get(found).equals(status)) {
                found++;
            }
        }
        return found == some.size();
    }

    private static JsonNode recorded(JsonNode entry) {
        JsonNode objects = entry.path("objects");
        List<String> events = new ArrayList<>();
        entry.path("events")
                .forEach(event -> events.add(event.path("object").asText().replaceFirst("/.*", " ")
                        + event.path("type").asText() + " "
                        + event.path("reason").asText()));
        return state(
                objects.path("VirtualMachine").path(0),
                objects.path("VirtualMachineInstance").path(0),
                objects.path("Pod"),
                events);
    }

    /** What is compared of the objects that are there; also used for what our operator made. */
    static JsonNode state(JsonNode machine, JsonNode instance, JsonNode pods, List<String> events) {
        ObjectNode state = JSON.createObjectNode();
        if (machine.isObject()) {
            ObjectNode shown = state.putObject("machine");
            for (String field : List.of("printableStatus", "created", "ready", "runStrategy")) {
                Optional.ofNullable(machine.path("status").get(field)).ifPresent(value -> shown.set(field, value));
            }
            shown.set("strategy", machine.path("spec").path("runStrategy"));
            machine.at("/status/stateChangeRequests")
                    .forEach(request -> shown.withArray("requests").add(request.path("action")));
            if (machine.at("/status/startFailure").isObject()) {
                shown.set("failures", machine.at("/status/startFailure/consecutiveFailCount"));
            }
            shown.set("conditions", conditions(machine));
            machine.at("/status/volumeSnapshotStatuses")
                    .forEach(status -> shown.withArray("snapshots")
                            .addObject()
                            .put("name", status.path("name").asText())
                            .put("enabled", status.path("enabled").asBoolean()));
        }
        if (instance.isObject()) {
            ObjectNode shown = state.putObject("instance");
            shown.set("phase", instance.at("/status/phase"));
            shown.put("deleting", instance.at("/metadata/deletionTimestamp").isTextual());
            shown.set("conditions", conditions(instance));
            instance.at("/status/phaseTransitionTimestamps")
                    .forEach(transition -> shown.withArray("phases").add(transition.path("phase")));
        }
        ArrayNode shownPods = state.putArray("pods");
        for (JsonNode pod : pods) {
            shownPods.add(pod.at("/status/phase").asText()
                    + (pod.at("/metadata/deletionTimestamp").isTextual() ? " ending" : ""));
        }
        ArrayNode shownEvents = state.putArray("events");
        events.stream()
                .filter(event -> !event.startsWith("Pod "))
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new))
                .forEach(shownEvents::add);
        return state;
    }

    private static ArrayNode conditions(JsonNode object) {
        ArrayNode shown = JSON.createArrayNode();
        for (JsonNode condition : object.at("/status/conditions")) {
            // A node-agent's: the recording's driver wrote them, ours does not.
            if (!condition.path("type").asText().endsWith("LiveMigratable")) {
                shown.addObject()
                        .put("type", condition.path("type").asText())
                        .put("status", condition.path("status").asText())
                        .put("reason", condition.path("reason").asText(""));
            }
        }
        return shown;
    }

    static JsonNode tree(OperatorCluster cluster, Object object) {
        try {
            return JSON.readTree(cluster.client().getKubernetesSerialization().asJson(object));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<String> events(OperatorCluster cluster) {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map((Event event) ->
                        event.getInvolvedObject().getKind() + " " + event.getType() + " " + event.getReason())
                .toList();
    }

    static JsonNode pods(OperatorCluster cluster) {
        ArrayNode pods = JSON.createArrayNode();
        for (Pod pod : cluster.pods()) {
            pods.add(tree(cluster, pod));
        }
        return pods;
    }

    static JsonNode none() {
        return JSON.missingNode();
    }
}
