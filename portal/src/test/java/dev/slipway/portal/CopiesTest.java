package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots, restores, clones, exports and moves, as far as the portal asks for them. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class CopiesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MACHINE = "/machines/lab/copied";
    private static final String SNAPSHOTS = "/apis/snapshot.kubevirt.io/v1beta1/namespaces/lab/";
    private static final String EXPORTS = "/apis/export.kubevirt.io/v1/namespaces/lab/virtualmachineexports";

    private Visitor admin;

    @BeforeEach
    void snapshotIsThere() {
        PortalDouble.cluster().allow((_, _) -> true);
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "copied"));
        PortalDouble.cluster().putYaml("""
                apiVersion: snapshot.kubevirt.io/v1beta1
                kind: VirtualMachineSnapshot
                metadata: {name: good, namespace: lab, creationTimestamp: "@-5m"}
                spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: copied}}
                status: {phase: Succeeded, readyToUse: true, creationTime: "@-5m"}
                """);
        admin = Visitor.admin();
        await().atMost(PATIENCE).until(() -> admin.get(MACHINE + "/snapshots").contains("/snapshots/good/restore"));
    }

    @Test
    void restore_is_a_task_that_ends_with_the_restore() {
        String path = SNAPSHOTS + "virtualmachinerestores";
        PortalDouble.cluster().reply("POST", path, made("good-r1"));
        PortalDouble.cluster().putYaml(restore("{}"));
        admin.post(MACHINE + "/snapshots/good/restore", Map.of()).then().statusCode(303);
        PortalDouble.cluster().forget("POST", path);

        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("its disks are being made"));
        PortalDouble.cluster().putYaml(restore("{complete: true}"));
        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("It is as it was in good."));
        assertThat(calls(path)).anyMatch(call -> call.user().equals("admin"));
    }

    @Test
    void clone_is_a_task_that_fails_with_the_reason_of_the_cluster() {
        String path = "/apis/clone.kubevirt.io/v1beta1/namespaces/lab/virtualmachineclones";
        PortalDouble.cluster().reply("POST", path, made("twin-c1"));
        PortalDouble.cluster().putYaml("""
                apiVersion: clone.kubevirt.io/v1beta1
                kind: VirtualMachineClone
                metadata: {name: twin-c1, namespace: lab}
                spec: {source: {kind: VirtualMachine, name: copied}}
                status: {phase: Failed, conditions: [{type: Ready, status: "False", reason: The disk is too small.}]}
                """);
        admin.post(MACHINE + "/clone", Map.of("clone", "twin")).then().statusCode(303);
        PortalDouble.cluster().forget("POST", path);

        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("The disk is too small."));
    }

    @Test
    void name_of_a_clone_that_is_not_possible_is_told_in_the_dialog() {
        admin.post(MACHINE + "/clone", Map.of("clone", "Two Words"))
                .then()
                .statusCode(422)
                .body(containsString("The name &quot;Two Words&quot; is not possible"))
                .body(containsString("value=\"Two Words\""));
    }

    @Test
    void machine_moves_to_the_node_that_was_chosen() {
        String machine = "/machines/payments/payments-db-02";
        String node = admin.get(machine + "/migrate")
                .split("<option value=\"node-", 2)[1]
                .split("\"", 2)[0];
        admin.post(machine + "/migrate", Map.of("node", "node-" + node)).then().statusCode(303);

        assertThat(calls("payments-db-02/migrate"))
                .anyMatch(call -> call.body()
                        .equals("{\"addedNodeSelector\":{\"kubernetes.io/hostname\":\"node-" + node + "\"}}"));
    }

    @Test
    void machine_that_is_tied_to_its_node_is_refused_with_the_reason() {
        admin.post("/machines/payments/payments-db-01/migrate", Map.of("node", ""))
                .then()
                .statusCode(422)
                .body(containsString("PVC payments-db-01-data is not shared"));
    }

    @Test
    void export_shows_links_token_and_commands_to_those_who_may_see_the_token() {
        admin.post("/exports/new/machine/lab/copied", Map.of("name", "copied-out", "hours", "3"))
                .then()
                .statusCode(303)
                .header("Location", containsString("/exports/lab/copied-out"));
        ObjectNode asked = PortalDouble.cluster().get(EXPORTS + "/copied-out").orElseThrow();
        assertThat(asked.at("/spec").toString())
                .isEqualTo("{\"ttlDuration\":\"3h\",\"source\":{\"kind\":\"VirtualMachine\",\"name\":\"copied\","
                        + "\"apiGroup\":\"kubevirt.io\"}}");
        PortalDouble.cluster().putYaml("""
                apiVersion: v1
                kind: Secret
                metadata: {name: copied-token, namespace: lab}
                data: {token: b3Blbi1zZXNhbWU=}
                ---
                apiVersion: export.kubevirt.io/v1
                kind: VirtualMachineExport
                metadata: {name: copied-out, namespace: lab}
                spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: copied}}
                status:
                  phase: Ready
                  tokenSecretRef: copied-token
                  ttlExpirationTime: "2099-01-01T00:00:00Z"
                  links: {external: {cert: PEM, volumes: [{name: root, formats: [{format: gzip, url: "https://out/root.gz"}]}]}}
                """);
        await().atMost(PATIENCE)
                .until(() -> admin.get("/exports/lab/copied-out").contains("https://out/root.gz"));
        assertThat(admin.get("/exports/lab/copied-out"))
                .contains("open-sesame")
                .contains("--cacert copied-out.pem")
                .contains("virtctl -n lab vmexport download copied-out --volume root")
                .contains("/exports/lab/copied-out/files/root.img.gz");

        PortalDouble.cluster().allow((_, ask) -> !ask.path("resource").asText().equals("secrets"));
        assertThat(admin.get("/exports/lab/copied-out"))
                .doesNotContain("open-sesame")
                .contains("it needs the right to get secrets")
                .doesNotContain("/exports/lab/copied-out/files/");
        assertThat(admin.get("/exports/lab/copied-out/files/root.img.gz"))
                .contains("it needs the right to get secrets");
        PortalDouble.cluster().allow((_, ask) -> !ask.path("resource").asText().equals("virtualmachineexports"));
        admin.browser().get("/exports/lab/copied-out").then().statusCode(404);
    }

    @Test
    void export_that_lives_for_no_time_is_refused() {
        admin.post("/exports/new/snapshot/lab/good", Map.of("name", "good-out", "hours", "0"))
                .then()
                .statusCode(422)
                .body(containsString("“0” is no number of hours"));
    }

    private static String restore(String status) {
        return """
                apiVersion: snapshot.kubevirt.io/v1beta1
                kind: VirtualMachineRestore
                metadata: {name: good-r1, namespace: lab, creationTimestamp: "@-1m"}
                spec: {virtualMachineSnapshotName: good, target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: copied}}
                status: %s
                """.formatted(status);
    }

    private static ClusterDouble.Reply made(String name) {
        return ClusterDouble.Reply.json(201, "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }

    private static List<ClusterDouble.Call> calls(String path) {
        return PortalDouble.cluster().calls().stream()
                .filter(call -> call.path().contains(path))
                .toList();
    }
}
