package dev.slipway.machine.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.RestartOptions;
import dev.slipway.api.kubevirt.StartOptions;
import dev.slipway.api.kubevirt.StopOptions;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.PowerDecision.Accepted;
import dev.slipway.machine.lifecycle.PowerDecision.Refused;
import dev.slipway.machine.lifecycle.PowerDecision.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the decisions against what a real KubeVirt v1.9.0 answered. Deliberate differences: a body that is no JSON and a
 * dryRun value that does not exist are refused with 400 before anything is looked at (KubeVirt: later, and with 500), and
 * "RunStategy" is spelled "RunStrategy".
 */
final class RecordedSubresourcesTest {
    private static final Path RECORDED =
            Path.of("..", "..", "shared", "data", "kubevirt", "recorded", "subresources.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** KubeVirt's answer when all is well but no node could be asked: there were no nodes in the recordings. */
    private static final String NO_NODE = "No virt-handler on node n1 found";

    private static final String UID = "uid-of-the-instance";

    private static final Map<String, GuestAction> GUEST_ACTIONS = Map.ofEntries(
            Map.entry("pause", GuestAction.PAUSE),
            Map.entry("unpause", GuestAction.UNPAUSE),
            Map.entry("reset", GuestAction.RESET),
            Map.entry("softreboot", GuestAction.SOFT_REBOOT),
            Map.entry("freeze", GuestAction.FREEZE),
            Map.entry("unfreeze", GuestAction.UNFREEZE),
            Map.entry("guestosinfo", GuestAction.GUEST_OS_INFO),
            Map.entry("userlist", GuestAction.USER_LIST),
            Map.entry("filesystemlist", GuestAction.FILE_SYSTEM_LIST),
            Map.entry("screenshot", GuestAction.SCREENSHOT),
            Map.entry("vnc", GuestAction.VNC),
            Map.entry("console", GuestAction.CONSOLE));

    private static List<JsonNode> cases = List.of();

    @BeforeAll
    static void read() throws IOException {
        Assumptions.assumeTrue(Files.exists(RECORDED), () -> "SKIPPED: no recorded answers at " + RECORDED);
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(RECORDED, UTF_8)) {
            all.add(JSON.readTree(line));
        }
        cases = all;
    }

    @Test
    void start_stop_and_restart_change_what_kubevirt_changed() throws Exception {
        int compared = 0;
        for (JsonNode recorded : cases) {
            JsonNode result = recorded.get("result");
            String action = action(result);
            if (!List.of("start", "stop", "restart").contains(action)
                    || !result.get("path").asText().contains("/virtualmachines/")
                    || !recorded.path("before").path("vm").isObject()
                    || isDeliberatelyDifferent(result)) {
                continue;
            }
            compare(recorded, decide(action, recorded));
            compared++;
        }
        assertThat(compared).isGreaterThan(400);
    }

    @Test
    void guests_are_refused_when_kubevirt_refused() throws Exception {
        int compared = 0;
        for (JsonNode recorded : cases) {
            JsonNode result = recorded.get("result");
            GuestAction action = GUEST_ACTIONS.get(action(result));
            JsonNode instance = recorded.path("before").path("vmi");
            if (action == null || !instance.isObject() || result.get("httpCode").asInt() == 403 && isRbac(result)) {
                continue;
            }
            Optional<Refusal> refusal = action.refusal(JSON.treeToValue(instance, VirtualMachineInstance.class));
            String message = message(result).replaceFirst("^.*?: (?=" + NO_NODE + ")", "");
            String expected = message.equals(NO_NODE) ? "" : message;
            assertThat(refusal.map(Refusal::message).orElse(""))
                    .as(recorded.get("name").asText())
                    .isEqualTo(expected);
            if (refusal.isPresent() && result.get("reply").isObject()) {
                assertThat(refusal.get().code())
                        .isEqualTo(result.get("httpCode").asInt());
                assertThat(refusal.get().reason())
                        .isEqualTo(result.get("reply").get("reason").asText());
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static boolean isRbac(JsonNode result) {
        return message(result).contains("User \"alice\"");
    }

    private static boolean isDeliberatelyDifferent(JsonNode result) {
        String body = result.path("body").toString();
        return result.path("body").isTextual() || body.contains("Bad");
    }

    private static String action(JsonNode result) {
        String path = result.get("path").asText().replaceFirst("\\?.*", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String message(JsonNode result) {
        JsonNode reply = result.path("reply");
        return reply.isObject() ? reply.path("message").asText() : reply.asText();
    }

    private static PowerDecision decide(String action, JsonNode recorded) throws IOException {
        VirtualMachine machine = JSON.treeToValue(recorded.get("before").get("vm"), VirtualMachine.class);
        JsonNode stored = recorded.get("before").path("vmi");
        Optional<VirtualMachineInstance> instance = Optional.empty();
        if (stored.isObject()) {
            VirtualMachineInstance found = JSON.treeToValue(stored, VirtualMachineInstance.class);
            found.getMetadata().setUid(UID); // the recordings leave it out of "before"
            instance = Optional.of(found);
        }
        JsonNode body = recorded.get("result").path("body");
        JsonNode options = body.isObject() ? body : JSON.createObjectNode();
        return switch (action) {
            case "start" -> PowerAction.start(machine, instance, JSON.treeToValue(options, StartOptions.class));
            case "stop" -> PowerAction.stop(machine, instance, JSON.treeToValue(options, StopOptions.class));
            default -> PowerAction.restart(machine, instance, JSON.treeToValue(options, RestartOptions.class));
        };
    }

    private static void compare(JsonNode recorded, PowerDecision decision) {
        JsonNode result = recorded.get("result");
        String name = recorded.get("name").asText();
        switch (decision) {
            case Refused(Refusal refusal) -> {
                assertThat(refusal.code())
                        .as(name)
                        .isEqualTo(result.get("httpCode").asInt());
                assertThat(refusal.message()).as(name).isEqualTo(message(result).replace("RunStategy", "RunStrategy"));
            }
            case Accepted(List<Step> steps) -> {
                assertThat(result.get("httpCode").asInt()).as(name).isEqualTo(202);
                boolean dryRun = result.path("body").path("dryRun").isArray();
                ObjectNode machine = recorded.get("before").get("vm").deepCopy();
                JsonNode instance = recorded.get("before").path("vmi").deepCopy();
                steps.forEach(step -> apply(step, machine, instance));
                if (!dryRun) {
                    expect(name, recorded, "vm", machine);
                    expect(name, recorded, "vmi", instance);
                }
            }
        }
    }

    private static void expect(String name, JsonNode recorded, String kind, JsonNode ours) {
        JsonNode changed = recorded.path("changed").path(kind);
        JsonNode expected =
                changed.isObject() ? changed : recorded.get("before").path(kind);
        for (String pointer : List.of(
                "/spec/runStrategy",
                "/spec/running",
                "/status/stateChangeRequests",
                "/spec/terminationGracePeriodSeconds")) {
            assertThat(ours.at(pointer).toString())
                    .as(name + " " + kind + pointer)
                    .isEqualTo(expected.at(pointer)
                            .toString()
                            .replaceAll("\"uid\":\"[^\"]*\"", "\"uid\":\"" + UID + "\""));
        }
    }

    private static void apply(Step step, ObjectNode machine, JsonNode instance) {
        switch (step) {
            case Step.SetRunStrategy set -> {
                assertThat(machine.at("/spec/runStrategy").asText())
                        .isEqualTo(set.from().text());
                ((ObjectNode) machine.get("spec")).put("runStrategy", set.to().text());
            }
            case Step.SetRunning set -> ((ObjectNode) machine.get("spec")).put("running", set.running());
            case Step.RequestStateChange change -> {
                ArrayNode list = JSON.valueToTree(change.requests().list());
                machine.withObjectProperty("status").set("stateChangeRequests", list);
            }
            case Step.SetGracePeriod set ->
                ((ObjectNode) instance.get("spec"))
                        .set("terminationGracePeriodSeconds", JSON.valueToTree(set.seconds()));
            case Step.DeleteLauncherPod ignored -> {}
        }
    }
}
