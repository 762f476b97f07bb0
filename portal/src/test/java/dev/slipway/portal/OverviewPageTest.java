package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.endsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class OverviewPageTest {
    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/overview").contains("legacy-crm"));
    }

    @Test
    void home_leads_to_the_overview() {
        admin.browser().get("/").then().statusCode(303).header("Location", endsWith("/overview"));
    }

    @Test
    void overview_tells_what_needs_a_look_and_how_full_the_nodes_are() {
        assertThat(admin.get("/overview"))
                .contains("disk legacy-crm-root not found")
                .contains("image fedora-44")
                .contains("of 192 CPUs are given to machines")
                .contains("href=\"/overview?project=payments\"");
    }

    @Test
    void project_limits_the_overview() {
        assertThat(admin.get("/overview?project=payments"))
                .contains("<h1>payments</h1>")
                .contains("Nothing. All machines and images do what they should.")
                .doesNotContain("legacy-crm");
    }

    @Test
    void visitor_sees_the_numbers_of_their_projects_and_no_nodes() {
        PortalDouble.cluster().allow((_, ask) -> ask.path("namespace").asText().equals("retail"));
        String page = Visitor.signedIn("anna").get("/overview");

        assertThat(page)
                .contains("legacy-crm")
                .doesNotContain("ml-train-02")
                .doesNotContain(">payments<")
                .doesNotContain("given to machines");
    }

    @Test
    void choosing_a_project_stays_on_the_page() {
        assertThat(admin.get("/images")).contains("href=\"/images?project=retail\"");
        assertThat(admin.get("/overview")).contains("href=\"/overview?project=retail\"");
        assertThat(admin.get("/machines")).contains("href=\"/machines?project=retail\"");
    }
}
