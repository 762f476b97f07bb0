package dev.slipway.portal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers and people send that they should not: each is answered with a sentence, and changes nothing. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class BadInputTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
        await().atMost(PATIENCE).until(() -> admin.get("/machines?q=bulk-00001").contains("lab/bulk-00001"));
    }

    @Test
    void wrong_password_ten_times_is_slowed_down_and_logged_with_user_and_address() {
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord written) {
                logged.add(new org.jboss.logmanager.formatters.PatternFormatter("%s")
                        .format(org.jboss.logmanager.ExtLogRecord.wrap(written)));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("dev.slipway.portal.signin.SignInResource");
        log.addHandler(handler);
        try {
            boolean slowed = false;
            for (int attempt = 0; attempt < 10; attempt++) {
                slowed |= given().formParams(Map.of("user", "guess\nwork", "password", "wrong" + attempt))
                                .post("/sign-in")
                                .statusCode()
                        == 429;
            }
            assertThat(slowed).isTrue();
            assertThat(logged)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .contains("wrong passwords in a row for user \"guess?work\" from")
                            .doesNotContain("wrong0")
                            .doesNotContain("\n"));
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void action_without_the_right_is_refused_with_the_right_that_is_missing() {
        PortalDouble.cluster()
                .allow((_, ask) -> !ask.path("subresource").asText().equals("start"));
        Visitor berta = Visitor.signedIn("berta");

        berta.browser()
                .header("HX-Request", "true")
                .formParam("csrf", berta.csrf())
                .post("/machines/lab/bulk-00004/start")
                .then()
                .statusCode(200)
                .body(containsString("it needs the right to update virtualmachines/start (subresources.kubevirt.io)"));
        assertThat(PortalDouble.cluster().calls()).noneMatch(call -> call.path().endsWith("bulk-00004/start"));
    }

    @Test
    void changes_without_session_are_refused_with_a_sentence() {
        given().header("Accept", "application/json")
                .formParam("word", "bulk-00005")
                .post("/machines/lab/bulk-00005/delete")
                .then()
                .statusCode(401)
                .body("code", equalTo("SIGNED_OUT"))
                .body("sentence", containsString("Sign in and try again."));
        given().header("HX-Request", "true")
                .post("/machines/lab/bulk-00005/start")
                .then()
                .statusCode(401)
                .header("HX-Redirect", equalTo("/sign-in"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/machines/lab/bulk-00006/start",
                "/machines/new",
                "/machines/bulk",
                "/images/new",
                "/images/default/debian-13/delete",
                "/me/password",
                "/sign-out"
            })
    void forms_without_token_change_nothing(String path) {
        admin.browser()
                .formParam("word", "debian-13")
                .post(path)
                .then()
                .statusCode(403)
                .body(containsString("lacks the token of your session"));
    }

    @Test
    void stream_and_picture_are_not_given_to_pages_of_other_sites() {
        for (String path : List.of("/live", "/machines/default/tiny/screenshot.png")) {
            admin.browser()
                    .header("Origin", "https://evil.example")
                    .get(path)
                    .then()
                    .statusCode(403)
                    .body(containsString("https://evil.example, which is not this portal"));
            admin.browser()
                    .header("Sec-Fetch-Site", "cross-site")
                    .get(path)
                    .then()
                    .statusCode(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/machines/..%2f..%2fapi/x",
                "/machines/lab/%2e%2e%2fsecrets",
                "/machines/lab/a%00b",
                "/machines/lab/a%0d%0aX-Injected:%201",
                "/machines/lab/%ff%fe",
                "/images/..%2fx/y",
                "/images/lab/a%00b",
                "/machines/lab/..%5c..%5cx/console",
            })
    void addresses_with_dots_slashes_and_control_characters_are_pages_that_do_not_exist(String path)
            throws IOException {
        String answer = raw("GET " + path + " HTTP/1.1");

        assertThat(answer.lines().findFirst().orElse("")).contains("404");
        assertThat(answer)
                .doesNotContain("X-Injected: 1\r\n")
                .doesNotContain("Exception")
                .contains("There is no ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../../api", "a/b", "a\u0001b", "a\nb"})
    void names_with_dots_slashes_and_control_characters_never_reach_the_cluster(String name) {
        int before = PortalDouble.cluster().calls().size();

        admin.post(
                        "/machines/new",
                        Map.of(
                                "source", "blank", "project", "lab", "name", name, "cpus", "1", "memory", "1", "disk",
                                "1"))
                .then()
                .statusCode(422)
                .body(containsString("is no name for a machine"));
        admin.post(
                        "/machines/new",
                        Map.of(
                                "source", "blank", "project", name, "name", "x", "cpus", "1", "memory", "1", "disk",
                                "1"))
                .then()
                .statusCode(422)
                .body(containsString("is no project"));
        admin.post("/images/new", Map.of("how", "url", "url", "https://a.example/x.raw", "project", name, "name", "x"))
                .then()
                .statusCode(422)
                .body(containsString("is no project"));

        assertThat(PortalDouble.cluster().calls()).hasSize(before);
    }

    @Test
    void cloud_init_that_is_not_yaml_is_told_with_its_line_before_anything_is_made() {
        admin.post(
                        "/machines/new",
                        Map.of(
                                "source",
                                "blank",
                                "project",
                                "lab",
                                "name",
                                "cloudy",
                                "cpus",
                                "1",
                                "memory",
                                "1",
                                "disk",
                                "1",
                                "userdata",
                                "#cloud-config\npackages: [vim\nusers: x"))
                .then()
                .statusCode(422)
                .body(containsString("This is not YAML in line"))
                .body(containsString("packages: [vim"));

        assertThat(PortalDouble.cluster().get("/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/cloudy"))
                .isEmpty();
    }

    @Test
    void unknown_field_in_yaml_is_told_with_its_line_and_the_text_is_kept() {
        String path = "/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/bulk-00007";
        PortalDouble.cluster()
                .reply(
                        "PATCH",
                        path,
                        ClusterDouble.Reply.json(
                                400,
                                "{\"message\":\"VirtualMachine in version \\\"v1\\\" cannot be handled as a VirtualMachine: strict decoding error: unknown field \\\"spec.runStrategie\\\"\"}"));
        try {
            String base = PortalTest.textarea(admin.get("/machines/lab/bulk-00007/yaml"), "base");
            String edited = base.replace("runStrategy: Halted", "runStrategy: Halted\n  runStrategie: Always");
            int line = edited.substring(0, edited.indexOf("runStrategie")).split("\n", -1).length;

            admin.post("/machines/lab/bulk-00007/yaml", Map.of("base", base, "yaml", edited, "do", "save"))
                    .then()
                    .statusCode(422)
                    .body(containsString(
                            "A virtual machine has no field spec.runStrategie, which stands in line " + line))
                    .body(containsString("runStrategie: Always"));
        } finally {
            PortalDouble.cluster().forget("PATCH", path);
        }
    }

    @Test
    void address_longer_than_any_page_has_is_refused_without_a_mistake_of_the_portal() {
        admin.browser()
                .get("/machines?q=" + "x".repeat(3000))
                .then()
                .statusCode(200)
                .body(containsString("Only the first 500 characters"));
        admin.browser().get("/machines?page=99999999999&sort=;drop").then().statusCode(200);
        admin.browser().get("/tasks?before=x").then().statusCode(not(equalTo(500)));
    }

    /** Sends a request line as it is: clients would tidy the address. */
    private String raw(String line) throws IOException {
        try (Socket socket = new Socket("localhost", io.restassured.RestAssured.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((line + "\r\nHost: localhost\r\nCookie: slipway-session=" + admin.session()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
