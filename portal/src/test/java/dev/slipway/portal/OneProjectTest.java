package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of others to somebody who has rights in one project only. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class OneProjectTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
    }

    /** Other tests count the machines of the sample. */
    @AfterEach
    void sampleAsItWas() {
        PortalDouble.cluster().allow((_, _) -> true);
        PortalDouble.cluster().delete("/apis/kubevirt.io/v1/namespaces/payments/virtualmachines/debian-13-01");
    }

    @Test
    void tasks_about_things_that_one_may_not_list_are_not_told() {
        admin.post(
                "/images/new",
                Map.of("how", "url", "project", "lab", "name", "hidden-task", "url", "https://a.example/hidden.raw"));
        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("hidden-task"));

        Visitor berta = berta(Set.of("lab"), "virtualmachines");
        assertThat(berta.get("/tasks")).doesNotContain("hidden-task");
        assertThat(berta.get("/overview")).doesNotContain("hidden-task");
        berta(Set.of("lab"), "datasources");
        assertThat(berta.get("/tasks")).contains("hidden-task");
    }

    @Test
    void page_of_a_missing_machine_does_not_tell_who_deleted_one_in_another_project() {
        PortalDouble.cluster().putYaml(SampleCluster.machine("retail", "short-lived"));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/machines/retail/short-lived").contains("short-lived</h1>"));
        admin.post("/machines/retail/short-lived/delete", Map.of("word", "short-lived"));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/machines/retail/short-lived").contains("It was deleted by admin"));

        assertThat(berta(Set.of("lab"), "virtualmachines").get("/machines/retail/short-lived"))
                .contains("There is no machine short-lived in retail")
                .doesNotContain("deleted by");
    }

    @Test
    void snapshots_of_a_machine_are_told_to_those_who_may_list_snapshots() {
        PortalDouble.cluster().putYaml("""
            apiVersion: snapshot.kubevirt.io/v1beta1
            kind: VirtualMachineSnapshot
            metadata: {name: before-audit, namespace: payments, uid: before-audit}
            spec: {source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: payments-db-01}}
            status: {phase: Succeeded, readyToUse: true}
            """);
        String path = "/machines/payments/payments-db-01/snapshots";
        await().atMost(PATIENCE).until(() -> admin.get(path).contains("before-audit"));

        assertThat(berta(Set.of("payments"), "virtualmachines").get(path))
                .contains("it needs the right to list virtualmachinesnapshots")
                .doesNotContain("before-audit");
    }

    @Test
    void who_looks_at_the_console_of_a_machine_is_told_to_those_who_may_see_the_machine() throws Exception {
        assertThat(firstNews(admin, "viewers=payments/payments-db-01")).contains("id=\"viewers\"");

        Visitor berta = berta(Set.of("lab"), "virtualmachines");
        assertThat(firstNews(berta, "viewers=payments/payments-db-01"))
                .contains("id=\"tasks-pill\"")
                .doesNotContain("id=\"viewers\"");
    }

    @Test
    void form_for_a_new_machine_offers_nothing_of_a_project_without_rights_there() {
        assertThat(admin.get("/machines/new?project=payments"))
                .contains("value=\"vlan-20\"")
                .contains("<option>local</option>");
        assertThat(admin.get("/machines/new?project=lab&image=default/debian-13"))
                .doesNotContain("payments-db");
        PortalDouble.cluster().putYaml(SampleCluster.machine("payments", "debian-13-01"));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/machines/new?project=payments&image=default/debian-13")
                        .contains("value=\"debian-13-02\""));

        Visitor berta = berta(Set.of("default"), "datasources");
        assertThat(berta.get("/machines/new?project=payments&image=default/debian-13"))
                .contains("value=\"debian-13-01\"")
                .doesNotContain("vlan-20")
                .doesNotContain("<option>local</option>");
        assertThat(berta.get("/images/new")).doesNotContain(">local</option>");
        assertThat(admin.get("/images/new")).contains(">local</option>");
        berta(Set.of("payments"), "virtualmachines");
        assertThat(berta.get("/machines/new?project=payments"))
                .contains("value=\"vlan-20\"")
                .contains("<option>local</option>");
    }

    @Test
    void how_full_nodes_are_with_machines_of_others_is_told_to_those_who_may_see_all_machines() {
        assertThat(admin.get("/overview")).contains("CPUs are given to machines");

        Visitor berta = berta(Set.of("lab", ""), "nodes");
        assertThat(berta.get("/overview")).doesNotContain("CPUs are given to machines");
        assertThat(berta.get("/nodes/node-1"))
                .contains("No machine that you may see runs here.")
                .doesNotContain("/machines/payments");
        assertThat(berta.get("/nodes/node-1/drain"))
                .contains("No machine that you may see runs here.")
                .doesNotContain("are here, too")
                .doesNotContain("is here, too");
    }

    /** Who may do everything with one kind of things in some projects; "" is the whole cluster. */
    private static Visitor berta(Set<String> projects, String resource) {
        PortalDouble.cluster()
                .allow((user, ask) -> !user.equals("berta")
                        || projects.contains(ask.path("namespace").asText())
                                && ask.path("resource").asText().equals(resource));
        return Visitor.signedIn("berta");
    }

    /** Returns the first elements that a live stream sends. */
    private static String firstNews(Visitor visitor, String watched) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + io.restassured.RestAssured.port + "/live?" + watched))
                .header("Cookie", "slipway-session=" + visitor.session())
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            StringBuilder news = new StringBuilder();
            var told = lines.iterator();
            for (String line = told.next(); news.isEmpty() || line.startsWith("data:"); line = told.next()) {
                if (line.startsWith("data:<")) {
                    news.append(line).append('\n');
                }
            }
            return news.toString();
        }
    }
}
