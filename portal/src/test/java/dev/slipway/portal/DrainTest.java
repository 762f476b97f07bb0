package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that are emptied: what moves, what does not and why, how far it is, and that it can be stopped. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class DrainTest {
    private static final String PODS = "/api/v1/pods";
    private static final String NODE = """
        apiVersion: v1
        kind: Node
        metadata: {name: node-8, creationTimestamp: "@-5d"}
        spec: {}
        status: {allocatable: {cpu: "8", memory: 16Gi}, conditions: [{type: Ready, status: "True"}]}
        """;
    private static final String GUEST = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachine
        metadata: {name: %1$s, namespace: lab, uid: lab-%1$s}
        spec: {runStrategy: Always, template: {spec: {domain: {devices: {}}}}}
        status: {printableStatus: Running, ready: true}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstance
        metadata: {name: %1$s, namespace: lab, uid: i-%1$s}
        spec: {evictionStrategy: LiveMigrate, domain: {devices: {}}}
        status: {phase: Running, nodeName: node-8%3$s, conditions: [{type: LiveMigratable, status: "%2$s", message: "its disk root is on one node only"}]}
        """;

    private Visitor admin;

    @BeforeEach
    void nodeWithGuests() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
        PortalDouble.cluster().putYaml(NODE);
        PortalDouble.cluster().putYaml(GUEST.formatted("mover", "True", ""));
        PortalDouble.cluster().putYaml(GUEST.formatted("rooted", "False", ""));
        appears("/nodes/node-8", "/machines/lab/mover");
        appears("/nodes/node-8", "/machines/lab/rooted");
        PortalDouble.cluster().reply("GET", PODS, ClusterDouble.Reply.json(200, """
            {"kind":"PodList","apiVersion":"v1","items":[
            {"metadata":{"name":"virt-launcher-mover","namespace":"lab","annotations":{"kubevirt.io/domain":"mover"}},"status":{"phase":"Running"}},
            {"metadata":{"name":"virt-launcher-rooted","namespace":"lab","annotations":{"kubevirt.io/domain":"rooted"}},"status":{"phase":"Running"}}]}"""));
        answer("mover", "Eviction triggered evacuation of VMI \\\"lab/mover\\\"");
        answer("rooted", "VMI rooted is configured with an eviction strategy but is not live-migratable");
    }

    /** Other tests count nodes and machines of the sample. */
    @AfterEach
    void sampleAsItWas() {
        PortalDouble.cluster().forget("GET", PODS);
        for (String name : new String[] {"mover", "rooted"}) {
            PortalDouble.cluster().forget("POST", eviction(name));
            PortalDouble.cluster().forget("PUT", cancel(name));
            PortalDouble.cluster().delete("/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/" + name);
            PortalDouble.cluster().delete("/apis/kubevirt.io/v1/namespaces/lab/virtualmachineinstances/" + name);
        }
        PortalDouble.cluster().delete("/api/v1/nodes/node-8");
        await().atMost(Duration.ofSeconds(30)).until(() -> !admin.get("/nodes").contains("id=\"node-node-8\""));
    }

    @Test
    void page_and_question_say_what_moves_and_what_stays_and_why() {
        assertThat(admin.get("/nodes/node-8"))
                .contains("moves to another node")
                .contains("stays, as it cannot migrate: its disk root is on one node only")
                .contains("href=\"/nodes/node-8/drain\"");
        assertThat(admin.get("/nodes/node-8/drain"))
                .contains("Drain node-8?")
                .contains("mover moves to other nodes and runs on.")
                .contains("rooted stays, as it cannot migrate: its disk root is on one node only.");
    }

    @Test
    void drain_cordons_and_evicts_as_the_visitor_and_the_task_tells_how_far_it_is() {
        admin.post("/nodes/node-8/drain", Map.of()).then().statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("PATCH")
                        && call.path().startsWith("/api/v1/nodes/node-8")
                        && call.body().equals("{\"spec\":{\"unschedulable\":true}}"))
                .anyMatch(call -> call.path().equals(eviction("mover"))
                        && call.user().equals("admin")
                        && call.body().contains("\"kind\":\"Eviction\""))
                .anyMatch(call -> call.path().equals(eviction("rooted")));
        assertThat(admin.get("/nodes/node-8")).contains("rooted: VMI rooted is configured with an eviction strategy");
        appears("/tasks", "2 machines are left: mover, rooted.");
        assertThat(admin.get("/nodes/node-8")).contains("Stop draining");

        PortalDouble.cluster().delete("/apis/kubevirt.io/v1/namespaces/lab/virtualmachineinstances/mover");

        appears("/tasks", "Shut down what stays, and drain the node again.");
        appears("/nodes/node-8", "href=\"/nodes/node-8/drain\"");
    }

    @Test
    void drain_is_stopped_and_who_has_not_left_stays() {
        PortalDouble.cluster().reply("PUT", cancel("mover"), ClusterDouble.Reply.json(200, "{}"));
        PortalDouble.cluster().putYaml(GUEST.formatted("mover", "True", ", evacuationNodeName: node-8"));
        appears("/nodes/node-8", "waits for its turn to move");

        admin.post("/nodes/node-8/drain/stop", Map.of()).then().statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.path().equals(cancel("mover"))
                        && call.body().equals("{\"evacuationNodeName\":\"node-8\"}")
                        && call.user().equals("admin"))
                .noneMatch(call -> call.path().equals(cancel("rooted")));
    }

    @Test
    void nodes_are_drained_only_with_the_right_to_evict() {
        Visitor berta = Visitor.signedIn("berta");
        PortalDouble.cluster()
                .allow((user, ask) -> !user.equals("berta")
                        || !ask.path("subresource").asText().equals("eviction"));
        long before = evictions();

        assertThat(berta.get("/nodes/node-8"))
                .contains("it needs the right to create pods/eviction in the whole cluster");
        berta.post("/nodes/node-8/drain", Map.of())
                .then()
                .statusCode(422)
                .body(containsString("it needs the right to create pods/eviction"));

        assertThat(evictions()).isEqualTo(before);
    }

    private static long evictions() {
        return PortalDouble.cluster().calls().stream()
                .filter(call -> call.path().endsWith("/eviction"))
                .count();
    }

    private static void answer(String name, String message) {
        PortalDouble.cluster()
                .reply(
                        "POST",
                        eviction(name),
                        ClusterDouble.Reply.json(
                                429,
                                "{\"kind\":\"Status\",\"status\":\"Failure\",\"code\":429,\"message\":\"" + message
                                        + "\"}"));
    }

    private static String eviction(String name) {
        return "/api/v1/namespaces/lab/pods/virt-launcher-" + name + "/eviction";
    }

    private static String cancel(String name) {
        return "/apis/subresources.kubevirt.io/v1/namespaces/lab/virtualmachineinstances/" + name + "/evacuate/cancel";
    }

    private void appears(String path, String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get(path).contains(text));
    }
}
