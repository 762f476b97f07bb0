package dev.slipway.standalone.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.app.EmbeddedControlPlane;
import dev.slipway.standalone.recorded.RecordedApi.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds every path of subresources.kubevirt.io against what a real KubeVirt answered and changed. */
class RecordedCallsTest {
    private static final String NAMESPACE = "sub";
    private static final String PREFIX = "/apis/kubevirt.io/v1/namespaces/sub/";
    private static final double SHARE = 0.98;

    private static final List<Deliberate<JsonNode>> DELIBERATE = List.of(
            new Deliberate<>(
                    "a dryRun value that does not exist is the client's mistake, not an internal error",
                    one -> one.at("/result/body").toString().contains("Bad") && code(one) == 500),
            new Deliberate<>(
                    "a body that is no JSON is told with 400 although the object is missing, too", one -> false),
            new Deliberate<>(
                    "an evacuation that cannot be cancelled is a conflict that says what is the case, not an internal error",
                    one -> isCall(one, "evacuate/cancel") && code(one) == 500),
            new Deliberate<>(
                    "a migration that admission refuses is answered as admission does, not as an internal error around it",
                    one -> isCall(one, "migrate") && code(one) == 500),
            new Deliberate<>(
                    "ports are reached through the node's agent, which was not there; KubeVirt dials by itself and says 500",
                    one -> one.at("/result/path").asText().contains("/portforward/") && code(one) == 500));

    @TempDir
    private static Path directory;

    private static boolean isCall(JsonNode one, String call) {
        return one.at("/result/path").asText().endsWith("/" + call);
    }

    private static int code(JsonNode one) {
        return one.at("/result/httpCode").asInt();
    }

    @Test
    void calls_are_answered_and_change_objects_as_in_kubevirt() throws IOException, InterruptedException {
        Assumptions.assumeTrue(RecordedApi.isThere(), "SKIPPED: no recorded answers beside the project");
        try (EmbeddedControlPlane plane = EmbeddedControlPlane.start(directory);
                RecordedApi api = new RecordedApi(
                        plane.address(), EmbeddedControlPlane.ADMIN_TOKEN, "system:serviceaccount:slipway:operator")) {
            prepare(api);
            Tally tally = new Tally("calls");
            Map<String, List<JsonNode>> byConfiguration = RecordedApi.cases("subresources.jsonl").stream()
                    .collect(Collectors.groupingBy(
                            one -> one.at("/result/config").asText("default")));
            JsonNode configurations = RecordedApi.document("configs.json");
            byConfiguration.forEach((configuration, cases) -> {
                api.configure(configurations.path(configuration));
                cases.parallelStream().forEach(one -> compare(api, one, tally));
            });
            tally.report();
            assertThat(tally.size()).isGreaterThan(1200);
            assertThat(tally.share()).as(tally.differing().toString()).isGreaterThanOrEqualTo(SHARE);
        }
    }

    /** Node, claims and their likes that the recordings had. */
    private static void prepare(RecordedApi api) throws IOException {
        api.makeNamespace(NAMESPACE);
        api.allowEverything(api.controller());
        ObjectNode node =
                RecordedApi.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Node");
        node.putObject("metadata").put("name", "n1");
        RecordedApi.demand(api.post("/api/v1/nodes", node));
        claim(api, "p10", "10Gi", "Filesystem", "ReadWriteOnce");
        claim(api, "ptiny", "1Mi", "Filesystem", "ReadWriteOnce");
        claim(api, "pblock", "10Gi", "Block", "ReadWriteOnce");
        claim(api, "prox", "10Gi", "Filesystem", "ReadOnlyMany");
    }

    private static void claim(RecordedApi api, String name, String size, String mode, String access) {
        ObjectNode claim =
                RecordedApi.JSON.createObjectNode().put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
        claim.putObject("metadata").put("name", name);
        ObjectNode spec = claim.putObject("spec").put("volumeMode", mode);
        spec.putArray("accessModes").add(access);
        spec.putObject("resources").putObject("requests").put("storage", size);
        RecordedApi.demand(api.post("/api/v1/namespaces/sub/persistentvolumeclaims", claim));
    }

    private static void compare(RecordedApi api, JsonNode one, Tally tally) {
        String name = one.path("name").asText();
        Optional<String> machine = store(api, "virtualmachines", true, one.at("/before/vm"));
        Optional<String> instance = store(api, "virtualmachineinstances", false, one.at("/before/vmi"));
        JsonNode result = one.path("result");
        Reply reply = api.send(
                result.path("verb").asText(),
                result.path("path").asText(),
                Optional.of(result.path("body")).filter(body -> !body.isNull() && !body.isMissingNode()),
                "application/json",
                Optional.of(result.path("user").asText("null"))
                        .filter(user -> !user.equals("null"))
                        .map(user -> user.replaceFirst(" .*", "")));
        List<String> found = new ArrayList<>(differences(result, reply));
        machine.ifPresent(place -> found.addAll(changes(api, place, one, "vm")));
        instance.ifPresent(place -> found.addAll(changes(api, place, one, "vmi")));
        found.addAll(migrations(api, result));
        machine.ifPresent(api::remove);
        instance.ifPresent(api::remove);
        Optional<String> reason = Deliberate.reason(DELIBERATE, one);
        if (found.isEmpty()) {
            tally.agrees();
        } else if (reason.isPresent() && reply.code() >= 400) {
            tally.differsOnPurpose(name, reason.get());
        } else {
            tally.differs(name, found);
        }
    }

    private static Optional<String> store(RecordedApi api, String plural, boolean statusApart, JsonNode before) {
        if (!before.isObject()) {
            return Optional.empty();
        }
        ObjectNode object = before.deepCopy();
        JsonNode status = object.remove("status");
        object.withObjectProperty("metadata").remove("generation");
        RecordedApi.demand(api.postAsController(PREFIX + plural, object));
        String place = PREFIX + plural + "/" + object.at("/metadata/name").asText();
        if (status != null) {
            RecordedApi.demand(api.writeStatus(place, statusApart, status));
        }
        return Optional.of(place);
    }

    private static List<String> differences(JsonNode result, Reply reply) {
        List<String> found = new ArrayList<>();
        int wanted = result.path("httpCode").asInt();
        if (reply.code() != wanted) {
            found.add("code: want %d, got %d %s".formatted(wanted, reply.code(), reply.body()));
            return found;
        }
        JsonNode body = result.path("reply");
        if (body.path("kind").asText().equals("Status")) {
            found.addAll(Difference.of(body.path("reason"), reply.body().path("reason")));
            found.addAll(Difference.of(
                    RecordedApi.JSON.valueToTree(Difference.causes(body)),
                    RecordedApi.JSON.valueToTree(Difference.causes(reply.body()))));
            for (String field : List.of("kind", "name", "group")) {
                found.addAll(Difference.of(
                        body.path("details").path(field),
                        reply.body().path("details").path(field)));
            }
        } else if (body.has("objectReference")) {
            found.addAll(Difference.of(body, reply.body()));
        } else if (body.path("kind").asText().equals("VirtualMachine")) {
            found.addAll(Difference.of(body.path("spec"), reply.body().path("spec")));
        } else if (body.path("kind").asText().equals("APIResourceList")) {
            found.addAll(missing(body, reply.body()));
        }
        return found;
    }

    /** What KubeVirt names in discovery must be there; it forgets half of what it serves. */
    private static List<String> missing(JsonNode want, JsonNode got) {
        Set<String> named = Set.copyOf(got.findValuesAsText("name"));
        return want.findValuesAsText("name").stream()
                .filter(name -> !named.contains(name))
                .toList();
    }

    private static List<String> changes(RecordedApi api, String place, JsonNode one, String kind) {
        JsonNode changed = one.path("changed").path(kind);
        JsonNode before = one.path("before").path(kind);
        JsonNode want = changed.isObject() ? changed : before;
        Reply now = api.get(place);
        if (!now.isSuccess()) {
            return List.of(kind + " is gone: " + now.body());
        }
        List<String> found = new ArrayList<>();
        for (String part : List.of("spec", "status")) {
            found.addAll(Difference.of(
                    hideUids(Difference.comparable(want).path(part)),
                    hideUids(Difference.comparable(now.body()).path(part))));
        }
        return found.stream().map(row -> kind + row).toList();
    }

    /** The instance's uid, which is another in each run. */
    private static JsonNode hideUids(JsonNode part) {
        for (JsonNode request : part.path("stateChangeRequests")) {
            if (request.has("uid")) {
                ((ObjectNode) request).put("uid", "*");
            }
        }
        return part;
    }

    private static List<String> migrations(RecordedApi api, JsonNode result) {
        String all = PREFIX + "virtualmachineinstancemigrations";
        String instance = result.path("path").asText().replaceFirst(".*/virtualmachines/([^/]+)/.*", "$1");
        List<JsonNode> made = new ArrayList<>();
        api.get(all).body().path("items").forEach(migration -> {
            if (migration.at("/spec/vmiName").asText().equals(instance)) {
                made.add(migration);
            }
        });
        JsonNode want = result.path("migrationsCreated");
        List<String> found = new ArrayList<>();
        if (made.size() != want.size()) {
            found.add("migrations: want " + want.size() + ", got " + made.size());
        } else if (made.size() == 1) {
            for (String field :
                    List.of("/spec", "/metadata/labels", "/metadata/finalizers", "/metadata/generateName")) {
                found.addAll(Difference.of(want.get(0).at(field), made.get(0).at(field)));
            }
        }
        made.forEach(migration ->
                api.remove(all + "/" + migration.at("/metadata/name").asText()));
        return found;
    }
}
