package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class CreateTest {
    private static final String MACHINES = "/apis/kubevirt.io/v1/namespaces/default/virtualmachines";

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> admin.get("/machines/new").contains("value=\"default/debian-13\""));
    }

    @Test
    void form_comes_with_defaults_that_make_a_machine() {
        String page = admin.get("/machines/new");

        assertThat(page)
                .contains("value=\"default/debian-13\" checked")
                .contains("value=\"debian-13-01\"")
                .contains("At least 3 GiB, the disk of debian-13.")
                .contains("kind: DataSource")
                .doesNotContain("pf-m-error");
    }

    @Test
    void machine_is_made_from_an_image_as_the_visitor() {
        admin.post("/machines/new", form(Map.of("name", "made-01", "do", "create")))
                .then()
                .statusCode(303)
                .header("Location", containsString("/machines/default/made-01"));

        var machine = PortalDouble.cluster().get(MACHINES + "/made-01").orElseThrow();
        assertThat(machine.at("/spec/dataVolumeTemplates/0/spec/sourceRef/name").asText())
                .isEqualTo("debian-13");
        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call ->
                        call.path().startsWith(MACHINES + "?") && call.user().equals("admin"));
    }

    @Test
    void wrong_fields_are_told_and_what_was_typed_is_kept() {
        admin.post("/machines/new", form(Map.of("name", "Web_1", "disk", "1", "user", "anna", "do", "create")))
                .then()
                .statusCode(422)
                .body(containsString("“Web_1” is no name for a machine"))
                .body(containsString("Try web-1."))
                .body(containsString("1 GiB is less than the disk of debian-13"))
                .body(containsString("nobody can sign in"))
                .body(containsString("value=\"anna\""));
    }

    @Test
    void preview_shows_the_yaml_without_making_anything() {
        admin.post("/machines/new/preview", form(Map.of("name", "seen-01", "user", "anna", "password", "open sesame")))
                .then()
                .statusCode(200)
                .body(containsString("name: seen-01"))
                .body(containsString("(the hash of your password)"))
                .body(not(containsString("open sesame")))
                .body(not(containsString("<html")));

        assertThat(PortalDouble.cluster().get(MACHINES + "/seen-01")).isEmpty();
    }

    @Test
    void preview_tells_only_of_fields_that_were_filled_in() {
        String whole = admin.post(
                        "/machines/new/preview?whole=1", form(Map.of("source", "url", "image", "", "name", "A")))
                .asString();

        assertThat(whole).startsWith("<form").contains("id=\"image\"");
        assertThat(whole.substring(0, whole.indexOf("<aside")))
                .contains("“A” is no name for a machine")
                .doesNotContain("Give the http or https address");
        assertThat(whole.substring(whole.indexOf("<aside"))).contains("Give the http or https address");
    }

    @Test
    void refusal_of_the_cluster_is_told_in_the_form() {
        PortalDouble.cluster()
                .reply(
                        "POST",
                        MACHINES,
                        ClusterDouble.Reply.json(
                                422, "{\"message\":\"spec.template.spec.domain.memory.guest is too much\"}"));
        try {
            admin.post("/machines/new", form(Map.of("name", "refused-01", "do", "create")))
                    .then()
                    .statusCode(422)
                    .body(containsString("spec.template.spec.domain.memory.guest is too much"))
                    .body(containsString("value=\"refused-01\""));
        } finally {
            PortalDouble.cluster().forget("POST", MACHINES);
        }
    }

    @Test
    void password_is_never_sent_back() {
        admin.post(
                        "/machines/new",
                        form(Map.of("name", "X", "user", "anna", "password", "open sesame", "do", "create")))
                .then()
                .statusCode(422)
                .body(not(containsString("open sesame")));
    }

    private static Map<String, String> form(Map<String, String> changed) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "project",
                "default",
                "name",
                "web-01",
                "source",
                "image",
                "from",
                "default/debian-13",
                "cpus",
                "1",
                "memory",
                "1",
                "disk",
                "10",
                "start",
                "on"));
        fields.putAll(changed);
        return fields;
    }
}
