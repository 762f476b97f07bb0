package dev.slipway.portal;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class PortalTest {
    private static final Pattern TOKEN = Pattern.compile("data-csrf=\"([^\"]+)\"");

    private String session = "";
    private String csrf = "";

    @BeforeEach
    void signIn() {
        PortalDouble.cluster().allow((_, _) -> true);
        session = PortalDouble.session(() -> signIn("admin", PortalDouble.PASSWORD));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/machines?q=payments-db-01").contains("payments/payments-db-01"));
        Matcher token = TOKEN.matcher(get("/machines"));
        assertThat(token.find()).isTrue();
        csrf = token.group(1);
    }

    @Test
    void visitor_without_session_is_led_to_the_door_and_back() {
        given().redirects()
                .follow(false)
                .get("/machines?q=web")
                .then()
                .statusCode(303)
                .header("Location", containsString("/sign-in?next=%2Fmachines%3Fq%3Dweb"));
        given().header("Accept", "application/json")
                .get("/machines")
                .then()
                .statusCode(401)
                .body("code", equalTo("SIGNED_OUT"));
    }

    @Test
    void cookie_is_unreadable_for_scripts_and_other_sites() {
        String cookie = given().redirects()
                .follow(false)
                .formParams(Map.of("user", "admin", "password", PortalDouble.PASSWORD))
                .post("/sign-in")
                .header("Set-Cookie");

        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict").contains("Path=/");
    }

    @Test
    void wrong_password_ten_times_is_slowed_down_with_a_sentence() {
        int refused = 0;
        for (int attempt = 0; attempt < 10; attempt++) {
            var answer = given().formParams(Map.of("user", "mallory", "password", "wrong" + attempt))
                    .post("/sign-in");
            assertThat(answer.statusCode()).isIn(401, 429);
            if (answer.statusCode() == 429) {
                refused++;
                assertThat(answer.header("Retry-After")).isNotNull();
                assertThat(answer.asString()).contains("too many wrong passwords");
            } else {
                assertThat(answer.asString()).contains("User name or password is wrong");
            }
        }
        // how many are refused depends on how fast the machine hashes: the first wait is one second
        assertThat(refused).isPositive();
    }

    @Test
    void every_answer_has_a_strict_policy_and_no_page_breaks_it() {
        for (String path :
                new String[] {"/sign-in", "/machines", "/machines/payments/payments-db-01", "/tasks", "/nowhere"}) {
            var answer = browser().get(path);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'")
                    .contains("script-src 'self';")
                    .doesNotContain("unsafe");
            assertThat(answer.asString())
                    .as(path)
                    .doesNotContain(" style=")
                    .doesNotContain("<script>")
                    .doesNotContain(" onclick=");
        }
    }

    @Test
    void list_is_filtered_sorted_and_counted_by_its_address() {
        String page = get("/machines?project=payments&q=status:running&sort=-name&cols=node");

        assertThat(page)
                .contains("payments-db-01")
                .doesNotContain("orders-db-01")
                .doesNotContain(">Uptime<");
        assertThat(page.indexOf("id=\"vm-payments-payments-db-02\""))
                .isLessThan(page.indexOf("id=\"vm-payments-payments-db-01\""));
        assertThat(page).contains("<b>5</b> of 5 machines");
    }

    @Test
    void htmx_gets_the_list_without_the_frame() {
        String part = browser().header("HX-Request", "true").get("/machines").asString();

        assertThat(part).startsWith("<div class=\"sl-part\" id=\"list\"").doesNotContain("<html");
    }

    @Test
    void fifty_rows_are_at_most_fifteen_kibibytes_on_the_wire() throws IOException {
        byte[] page = get("/machines?q=bulk").getBytes(StandardCharsets.UTF_8);

        assertThat(new String(page, StandardCharsets.UTF_8).split("<tr class=\"pf-v6-c-table__tr\" id=").length - 1)
                .isEqualTo(50);
        assertThat(zipped(page)).isLessThan(15 * 1024);
    }

    @Test
    void visitor_sees_the_machines_of_their_projects_only() {
        PortalDouble.cluster().allow((_, ask) -> ask.path("namespace").asText().equals("retail"));
        session = signIn("anna", PortalDouble.PASSWORD);
        String page = get("/machines");

        assertThat(page)
                .contains("orders-db-01")
                .doesNotContain("payments-db-01")
                .doesNotContain(">payments<");
        browser().get("/machines/payments/payments-db-01").then().statusCode(404);
        assertThat(get("/search?q=payments")).doesNotContain("payments-db-01");
    }

    @Test
    void visitor_without_any_right_is_told_which_one_is_missing() {
        PortalDouble.cluster().allow((_, _) -> false);
        session = signIn("nobody", PortalDouble.PASSWORD);

        assertThat(get("/machines"))
                .contains("You may not see machines here")
                .contains("list virtualmachines.kubevirt.io");
    }

    @Test
    void page_of_a_machine_tells_what_is_wrong_and_why() {
        assertThat(get("/machines/retail/legacy-crm"))
                .contains("disk legacy-crm-root not found")
                .contains("It does not run:");
        assertThat(get("/machines/payments/payments-db-01"))
                .contains("Changes wait for a restart.")
                .contains("payments-db-01-data is not shared")
                .contains("10.20.4.11");
        assertThat(get("/machines/payments/payments-db-01/disks"))
                .contains("claim payments-db-01-root")
                .contains("80 GiB");
        assertThat(get("/machines/payments/payments-db-01/network"))
                .contains("172.16.8.11")
                .contains("vlan-20");
        assertThat(get("/machines/payments/payments-db-01/events")).contains("guest agent did not answer");
    }

    @Test
    void missing_machine_is_told_with_the_nearest_names() {
        browser()
                .get("/machines/payments/payments-db")
                .then()
                .statusCode(404)
                .body(containsString("There is no machine payments-db in payments."))
                .body(containsString("payments/payments-db-0"));
    }

    @Test
    void machine_that_another_replica_made_a_moment_ago_is_awaited() throws Exception {
        String path = "/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/newborn";
        ClusterDouble cluster = PortalDouble.cluster();
        // The API has it, and has not told the watchers yet.
        cluster.reply("GET", path, ClusterDouble.Reply.json(200, "{}"));
        Thread news = Thread.startVirtualThread(() -> {
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
            cluster.putYaml(SampleCluster.machine("lab", "newborn"));
        });
        try {
            browser().get("/machines/lab/newborn").then().statusCode(200).body(containsString("newborn"));
        } finally {
            news.join();
            cluster.forget("GET", path);
            cluster.delete(path);
        }
    }

    @Test
    void action_runs_as_the_visitor_and_becomes_a_task() {
        browser()
                .redirects()
                .follow(false)
                .formParam("csrf", csrf)
                .post("/machines/retail/print-server/start")
                .then()
                .statusCode(303);

        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.method().equals("PUT")
                        && call.path()
                                .equals(
                                        "/apis/subresources.kubevirt.io/v1/namespaces/retail/virtualmachines/print-server/start")
                        && call.user().equals("admin"));
        assertThat(get("/machines")).contains("Starting print-server.");
        assertThat(get("/tasks")).contains("Start print-server").doesNotContain("Starting print-server.");
    }

    @Test
    void action_that_is_not_possible_is_refused_with_the_reason() {
        browser()
                .header("HX-Request", "true")
                .formParam("csrf", csrf)
                .post("/machines/payments/payments-api-01/start")
                .then()
                .statusCode(200)
                .header("HX-Reswap", "none")
                .body(containsString("payments-api-01 is running already."));
        assertThat(PortalDouble.cluster().calls()).noneMatch(call -> call.path().endsWith("payments-api-01/start"));
    }

    @Test
    void form_of_another_session_and_of_another_site_change_nothing() {
        browser()
                .formParam("csrf", "x" + csrf)
                .post("/machines/payments/payments-api-02/shut-down")
                .then()
                .statusCode(403)
                .body(containsString("lacks the token of your session"));
        browser()
                .header("Origin", "https://evil.example")
                .formParam("csrf", csrf)
                .post("/machines/payments/payments-api-02/shut-down")
                .then()
                .statusCode(403)
                .body(containsString("https://evil.example, which is not this portal"));
        browser().header("Sec-Fetch-Site", "cross-site").get("/live").then().statusCode(403);
        assertThat(PortalDouble.cluster().calls()).noneMatch(call -> call.path().contains("payments-api-02"));
    }

    @Test
    void machine_is_deleted_only_with_its_name_typed_and_keeps_the_disks_that_are_not_ticked() {
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "doomed"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/machines?q=doomed").contains("lab/doomed"));

        browser()
                .formParams(Map.of("csrf", csrf, "word", "domed"))
                .post("/machines/lab/doomed/delete")
                .then()
                .statusCode(422)
                .body(containsString("You typed &quot;domed&quot;; type doomed exactly"));
        browser()
                .redirects()
                .follow(false)
                .formParams(Map.of("csrf", csrf, "word", "doomed"))
                .post("/machines/lab/doomed/delete")
                .then()
                .statusCode(303);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> browser().get("/machines/lab/doomed").statusCode() == 404);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/machines/lab/doomed").contains("It was deleted by admin"));
    }

    @Test
    void bulk_delete_asks_for_the_number() {
        String question = browser()
                .formParams(Map.of("csrf", csrf, "action", "delete"))
                .formParam("vm", "lab/bulk-00001", "lab/bulk-00002", "../x", "lab/nothing")
                .post("/machines/bulk")
                .asString();

        assertThat(question)
                .contains("Delete 2 machines?")
                .contains("lab/bulk-00001")
                .contains("Type 2 to confirm");
    }

    @Test
    void second_of_two_editors_sees_what_the_first_has_changed() {
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "edited"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/machines?q=edited").contains("lab/edited"));
        String base = textarea(get("/machines/lab/edited/yaml"), "base");
        String first = base.replace("cores: 2", "cores: 4");
        String second = base.replace("guest: 2Gi", "guest: 3Gi");

        save("/machines/lab/edited/yaml", base, first).then().statusCode(303);
        var conflict = save("/machines/lab/edited/yaml", base, second);

        conflict.then().statusCode(409).body(containsString("Somebody else has changed this machine"));
        assertThat(conflict.asString())
                .contains("spec.template.spec.domain.cpu.cores")
                .contains("spec.template.spec.domain.memory.guest");
        String merged = textarea(conflict.asString(), "yaml");
        assertThat(merged).contains("cores: 4").contains("guest: 3Gi");
        save("/machines/lab/edited/yaml", textarea(conflict.asString(), "base"), merged)
                .then()
                .statusCode(303);
        assertThat(PortalDouble.cluster()
                        .get("/apis/kubevirt.io/v1/namespaces/lab/virtualmachines/edited")
                        .orElseThrow()
                        .at("/spec/template/spec/domain/memory/guest")
                        .asText())
                .isEqualTo("3Gi");
    }

    @Test
    void yaml_that_does_not_parse_is_told_where_and_kept() {
        String base = textarea(get("/machines/lab/bulk-00003/yaml"), "base");

        save("/machines/lab/bulk-00003/yaml", base, base.replace("spec:", "spec"))
                .then()
                .statusCode(422)
                .body(containsString("This is not YAML in line"))
                .body(containsString("runStrategy: Halted"));
    }

    @Test
    void console_gets_a_ticket_for_running_machines_only() {
        browser()
                .header("X-CSRF-Token", csrf)
                .post("/machines/default/tiny/console/ticket?kind=serial")
                .then()
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("url", containsString("/console-stream/default/tiny/serial?ticket="));
        browser()
                .header("X-CSRF-Token", csrf)
                .post("/machines/retail/print-server/console/ticket")
                .then()
                .statusCode(409)
                .body("sentence", equalTo("print-server is stopped, so there is no console now."));
        PortalDouble.cluster()
                .allow((_, ask) -> !ask.path("subresource").asText().equals("vnc"));
        session = signIn("berta", PortalDouble.PASSWORD);
        csrf = token();
        browser()
                .header("X-CSRF-Token", csrf)
                .post("/machines/default/tiny/console/ticket")
                .then()
                .statusCode(403)
                .body("sentence", containsString("virtualmachineinstances/vnc"));
    }

    @Test
    void picture_of_the_console_passes_through() {
        PortalDouble.cluster()
                .reply(
                        "GET",
                        "/apis/subresources.kubevirt.io/v1/namespaces/default/virtualmachineinstances/tiny/vnc/screenshot",
                        ClusterDouble.Reply.bytes(200, "image/png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1, 2}));

        byte[] picture = browser()
                .get("/machines/default/tiny/screenshot.png?download=1")
                .asByteArray();

        assertThat(picture).hasSize(7).startsWith((byte) 0x89);
    }

    @Test
    void stream_tells_a_change_of_a_row() throws Exception {
        PortalDouble.cluster().putYaml(SampleCluster.machine("lab", "watched"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get("/machines?q=watched").contains("lab/watched"));
        Matcher watch = Pattern.compile("data-watch=\"([^\"]+)\"").matcher(get("/machines?q=watched"));
        assertThat(watch.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + io.restassured.RestAssured.port
                        + "/live?" + watch.group(1).replace("&amp;", "&")))
                .header("Cookie", "slipway-session=" + session)
                .timeout(Duration.ofSeconds(30))
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            PortalDouble.cluster()
                    .putYaml(SampleCluster.machine("lab", "watched")
                            .replace("printableStatus: Stopped", "printableStatus: Starting"));

            assertThat(lines.limit(500)
                            .filter(line -> line.contains("Starting"))
                            .findFirst())
                    .isPresent();
        }
    }

    @Test
    void sign_out_ends_the_session() {
        session = signIn("admin", PortalDouble.PASSWORD);
        csrf = token();
        browser()
                .redirects()
                .follow(false)
                .formParam("csrf", csrf)
                .post("/sign-out")
                .then()
                .statusCode(303);

        browser()
                .redirects()
                .follow(false)
                .get("/machines")
                .then()
                .statusCode(303)
                .header("Location", containsString("/sign-in"));
    }

    @Test
    void password_is_changed_only_with_the_old_one() {
        PortalDouble.account("carla", "old password");
        session = signIn("carla", "old password");
        csrf = token();
        browser()
                .formParams(Map.of("csrf", csrf, "old", "wrong", "new", "new password", "again", "new password"))
                .post("/me/password")
                .then()
                .statusCode(422)
                .body(containsString("This is not your present password."));
        browser()
                .redirects()
                .follow(false)
                .formParams(Map.of("csrf", csrf, "old", "old password", "new", "new password", "again", "new password"))
                .post("/me/password")
                .then()
                .statusCode(303);

        assertThat(signIn("carla", "new password")).isNotEmpty();
    }

    @Test
    void theme_is_kept_by_the_server() {
        String cookie = browser()
                .redirects()
                .follow(false)
                .formParams(Map.of("csrf", csrf, "theme", "dark", "back", "/machines"))
                .post("/me/theme")
                .cookie("slipway-theme");

        assertThat(cookie).isEqualTo("dark");
        assertThat(browser().cookie("slipway-theme", "dark").get("/machines").asString())
                .contains("class=\"pf-v6-theme-dark\"");
    }

    @Test
    void unknown_address_and_method_are_sentences() {
        browser().get("/nowhere").then().statusCode(404).body(containsString("There is no such page."));
        browser().get("/machines/a/b/c").then().statusCode(404);
        browser()
                .header("X-CSRF-Token", csrf)
                .delete("/tasks")
                .then()
                .statusCode(405)
                .body(not(containsString("Exception")));
    }

    @Test
    void health_and_metrics_need_no_session() {
        given().get("/healthz").then().statusCode(200);
        given().get("/metrics").then().statusCode(200).body(containsString("http_server"));
        await("the process among them")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/metrics").then().body(containsString("jvm_")));
    }

    private String signIn(String user, String password) {
        return given().redirects()
                .follow(false)
                .formParams(Map.of("user", user, "password", password))
                .post("/sign-in")
                .then()
                .statusCode(303)
                .extract()
                .cookie("slipway-session");
    }

    private String token() {
        Matcher token = TOKEN.matcher(get("/tasks"));
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private RequestSpecification browser() {
        return given().cookie("slipway-session", session);
    }

    private String get(String path) {
        return browser().get(path).asString();
    }

    private io.restassured.response.Response save(String path, String base, String yaml) {
        return browser()
                .redirects()
                .follow(false)
                .formParams(Map.of("csrf", csrf, "base", base, "yaml", yaml, "do", "save"))
                .post(path);
    }

    static String textarea(String page, String name) {
        Matcher text = Pattern.compile("<textarea[^>]* name=\"" + name + "\"[^>]*>(.*?)</textarea>", Pattern.DOTALL)
                .matcher(page);
        assertThat(text.find()).isTrue();
        return text.group(1)
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    private static int zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.size();
    }
}
