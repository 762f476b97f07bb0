package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The moves of machines between nodes, all in one list. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class MigrationsTest {
    private static final String COLLECTION = "/apis/kubevirt.io/v1/namespaces/lab/virtualmachineinstancemigrations/";
    private static final String GOING = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstance
        metadata: {name: %1$s, namespace: lab, uid: lab-%1$s, annotations: {slipway.dev/migration-progress: '{"migration":"uid-%1$s","total":1000,"remaining":250}'}}
        spec: {domain: {devices: {}}}
        status: {phase: Running, nodeName: node-1}
        ---
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstanceMigration
        metadata: {name: move-%1$s, namespace: lab, uid: uid-%1$s, creationTimestamp: "@-2m"}
        spec: {vmiName: %1$s}
        status: {phase: Running, migrationState: {migrationUid: uid-%1$s, sourceNode: node-1, targetNode: node-2, startTimestamp: "@-1m"}}
        """;
    private static final String FAILED = """
        apiVersion: kubevirt.io/v1
        kind: VirtualMachineInstanceMigration
        metadata: {name: move-lost, namespace: lab, uid: uid-lost, creationTimestamp: "@-2h"}
        spec: {vmiName: lost}
        status: {phase: Failed, migrationState: {migrationUid: uid-lost, sourceNode: node-1, targetNode: node-3, failed: true, failureReason: the target's QEMU ended, endTimestamp: "@-1h"}}
        """;

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
    }

    @Test
    void list_tells_from_where_to_where_how_far_and_why_not() {
        PortalDouble.cluster().putYaml(GOING.formatted("walker"));
        PortalDouble.cluster().putYaml(FAILED);
        appears("/migrations?q=walker", "75 %");
        appears("/migrations?q=lost", "move-lost");

        assertThat(admin.get("/migrations?view=going&q=walker"))
                .contains("href=\"/machines/lab/walker\"")
                .contains("Moving</span>")
                .contains("node-1")
                .contains("node-2");
        assertThat(admin.get("/migrations?view=going")).doesNotContain("move-lost");
        assertThat(admin.get("/migrations?view=failed"))
                .contains("Failed</span>")
                .contains("the target&#39;s QEMU ended")
                .contains("60 min");
        assertThat(admin.get("/migrations?sort=-asked&q=lab"))
                .as("the latest first")
                .containsSubsequence("/machines/lab/walker", "/machines/lab/lost");
    }

    @Test
    void migration_is_stopped_as_the_visitor() {
        PortalDouble.cluster().putYaml(GOING.formatted("turner"));
        appears("/migrations?q=turner", "move-turner");
        assertThat(admin.get("/migrations/lab/move-turner/menu")).contains("/migrations/lab/move-turner/stop");

        admin.post("/migrations/lab/move-turner/stop", Map.of()).then().statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("DELETE")
                        && call.path().equals(COLLECTION + "move-turner")
                        && call.user().equals("admin"));
    }

    @Test
    void migration_that_has_ended_is_not_stopped_and_one_may_be_stopped_only_with_the_right() {
        PortalDouble.cluster().putYaml(FAILED);
        PortalDouble.cluster().putYaml(GOING.formatted("stayer"));
        appears("/migrations?q=lost", "move-lost");
        appears("/migrations?q=stayer", "move-stayer");
        assertThat(admin.get("/migrations/lab/move-lost/menu")).contains("It has ended.");
        Visitor berta = Visitor.signedIn("berta");
        PortalDouble.cluster()
                .allow((user, ask) ->
                        !user.equals("berta") || ask.path("verb").asText().equals("list"));

        assertThat(berta.get("/migrations/lab/move-stayer/menu"))
                .contains("it needs the right to delete virtualmachineinstancemigrations");
        berta.post("/migrations/lab/move-stayer/stop", Map.of()).then().statusCode(303);

        assertThat(PortalDouble.cluster().get(COLLECTION + "move-stayer")).isPresent();
        assertThat(PortalDouble.cluster().calls())
                .noneMatch(call -> call.method().equals("DELETE") && call.user().equals("berta"));
    }

    @Test
    void migrations_are_for_those_who_may_list_them() {
        PortalDouble.cluster().putYaml(GOING.formatted("hidden"));
        appears("/migrations?q=hidden", "move-hidden");
        Visitor berta = Visitor.signedIn("berta");
        PortalDouble.cluster()
                .allow((user, ask) -> !user.equals("berta")
                        || !ask.path("resource").asText().equals("virtualmachineinstancemigrations"));

        assertThat(berta.get("/migrations"))
                .doesNotContain("move-hidden")
                .contains("This needs the right to list virtualmachineinstancemigrations.kubevirt.io in at least one"
                        + " project; berta does not have it");
        assertThat(berta.get("/machines")).doesNotContain("href=\"/migrations\"");
        berta.browser()
                .get("/migrations/lab/move-hidden/menu")
                .then()
                .statusCode(404)
                .body(containsString("There is no migration move-hidden"));
    }

    private void appears(String path, String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> admin.get(path).contains(text));
    }
}
