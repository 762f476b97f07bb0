package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class ImagesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CDI = "/apis/cdi.kubevirt.io/v1beta1/namespaces/";

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
        await().atMost(PATIENCE).until(() -> admin.get("/images?q=debian").contains("/images/default/debian-13"));
    }

    @Test
    void list_says_state_origin_format_size_and_use() {
        String page = admin.get("/images");

        assertThat(page)
                .contains("cloud.debian.example")
                .contains("qcow2")
                .contains("3 GiB")
                .contains("Importing")
                .contains("value=\"0.375\"")
                .contains("does not exist (404 Not Found)")
                .contains("No file yet")
                .contains("claim retail/lost-disk was not found");
        assertThat(admin.get("/images?q=fedora")).contains("fedora-44").doesNotContain("ubuntu-26-04");
    }

    @Test
    void visitor_sees_the_images_of_their_projects_only() {
        PortalDouble.cluster().allow((_, ask) -> ask.path("namespace").asText().equals("retail"));
        Visitor anna = Visitor.signedIn("anna");

        assertThat(anna.get("/images")).contains("/images/retail/lost").doesNotContain("debian-13");
        anna.browser().get("/images/default/debian-13").then().statusCode(404);
        anna.browser().get("/images/default/debian-13/delete").then().statusCode(404);
        assertThat(anna.get("/search?q=debian")).doesNotContain("/images/default");
        assertThat(anna.get("/machines/new?project=retail")).doesNotContain("default/debian-13");
    }

    @Test
    void machines_of_other_projects_that_use_an_image_are_neither_named_nor_counted() {
        PortalDouble.cluster().putYaml(shared("shared-much") + "---\n" + shared("shared-little"));
        PortalDouble.cluster()
                .putYaml(madeFrom("lab", "own-one", "shared-much")
                        + "---\n" + madeFrom("lab", "own-two", "shared-much")
                        + "---\n" + madeFrom("lab", "own-three", "shared-little")
                        + "---\n" + madeFrom("retail", "secret-one", "shared-little")
                        + "---\n" + madeFrom("retail", "secret-two", "shared-little"));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/images/lab/shared-little").contains("secret-two")
                        && admin.get("/images/lab/shared-much").contains("own-two"));
        assertThat(admin.get("/images?q=shared-&sort=-machines")).containsSubsequence("shared-little", "shared-much");
        assertThat(admin.get("/images/lab/shared-little/delete")).contains("3 machines were");

        Visitor anna = inLabOnly();
        assertThat(anna.get("/images/lab/shared-little"))
                .contains("own-three")
                .doesNotContain("secret-")
                .doesNotContain("retail");
        assertThat(anna.get("/images?q=shared-&sort=-machines"))
                .containsSubsequence("shared-much", "shared-little")
                .contains("e\">2<span class=\"only sub\"> machines")
                .contains("e\">1<span class=\"only sub\"> machine<")
                .doesNotContain("e\">3<");
        assertThat(anna.get("/images/lab/shared-little/delete"))
                .contains("1 machine was")
                .doesNotContain("3 machines");
    }

    @Test
    void nothing_is_told_of_a_disk_in_a_project_that_the_visitor_may_not_see() {
        PortalDouble.cluster()
                .putYaml(failed("foreign-disk").replace("namespace: lab", "namespace: retail") + "---\n"
                        + shared("borrowed")
                                .replace(
                                        "namespace: lab, name: borrowed}}", "namespace: retail, name: foreign-disk}}"));
        await().atMost(PATIENCE).until(() -> admin.get("/images/lab/borrowed").contains("The checksum differs"));
        assertThat(admin.get("/images?q=a.example")).contains("/images/lab/borrowed");

        Visitor anna = inLabOnly();
        assertThat(anna.get("/images/lab/borrowed"))
                .contains("its disk is in retail, which you may not see")
                .doesNotContain("a.example")
                .doesNotContain("The checksum differs");
        assertThat(anna.get("/images?q=a.example")).doesNotContain("/images/lab/borrowed");
        assertThat(anna.get("/images?q=borrowed"))
                .contains("/images/lab/borrowed")
                .doesNotContain("a.example");
    }

    /** Who may do everything in one project. */
    private static Visitor inLabOnly() {
        Visitor anna = Visitor.signedIn("anna");
        PortalDouble.cluster()
                .allow((user, ask) ->
                        !user.equals("anna") || ask.path("namespace").asText().equals("lab"));
        return anna;
    }

    private static String shared(String name) {
        return """
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataSource
                metadata: {name: %1$s, namespace: lab, uid: image-%1$s}
                spec: {source: {pvc: {namespace: lab, name: %1$s}}}
                """.formatted(name);
    }

    private static String madeFrom(String project, String name, String image) {
        return """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %2$s, namespace: %1$s, uid: %1$s-%2$s}
                spec: {runStrategy: Halted, dataVolumeTemplates: [{metadata: {name: %2$s-root}, spec: {sourceRef: {kind: DataSource, namespace: lab, name: %3$s}}}], template: {spec: {domain: {devices: {}}}}}
                status: {printableStatus: Stopped}
                """.formatted(project, name, image);
    }

    @Test
    void visitor_without_right_is_told_which_one_is_missing() {
        PortalDouble.cluster().allow((_, _) -> false);

        assertThat(Visitor.signedIn("nobody").get("/images"))
                .contains("You may not see images here")
                .contains("list datasources.cdi.kubevirt.io")
                .doesNotContain("href=\"/images/new\"");
    }

    @Test
    void import_makes_a_data_volume_and_a_data_source_as_the_visitor() {
        admin.post(
                        "/images/new",
                        Map.of("how", "url", "project", "lab", "url", "https://images.example/alpine-3.qcow2"))
                .then()
                .statusCode(303)
                .header("Location", containsString("/images/lab/alpine-3"));

        assertThat(object("lab/datavolumes/alpine-3")
                        .at("/spec/source/http/url")
                        .asText())
                .isEqualTo("https://images.example/alpine-3.qcow2");
        assertThat(object("lab/datasources/alpine-3")
                        .at("/spec/source/pvc/name")
                        .asText())
                .isEqualTo("alpine-3");
        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.path().startsWith(CDI + "lab/datavolumes")
                        && call.user().equals("admin"));
        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("Import alpine-3"));
    }

    @Test
    void import_that_ends_well_ends_its_task() {
        admin.post(
                "/images/new", Map.of("how", "url", "project", "lab", "url", "https://images.example/ends-well.raw"));
        ObjectNode volume = object("lab/datavolumes/ends-well");
        volume.putObject("status").put("phase", "Succeeded");
        PortalDouble.cluster().put(volume);
        PortalDouble.cluster().putYaml("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: ends-well, namespace: lab}
                """);

        await().atMost(PATIENCE).until(() -> admin.get("/tasks").contains("Machines can be made from it."));
    }

    @Test
    void wrong_fields_are_told_and_what_was_typed_is_kept() {
        admin.post(
                        "/images/new",
                        Map.of(
                                "how",
                                "url",
                                "project",
                                "lab",
                                "url",
                                "ftp://a/b",
                                "name",
                                "../x",
                                "size",
                                "0",
                                "description",
                                "kept"))
                .then()
                .statusCode(422)
                .body(containsString("begins with neither http:// nor https://"))
                .body(containsString("“../x” is no name for an image"))
                .body(containsString("“0” is no size"))
                .body(containsString("value=\"kept\""));
    }

    @Test
    void name_that_is_taken_is_told() {
        PortalDouble.cluster()
                .reply(
                        "POST",
                        CDI + "lab/datavolumes",
                        ClusterDouble.Reply.json(409, "{\"message\":\"datavolumes \\\"twice\\\" already exists\"}"));
        try {
            admin.post("/images/new", Map.of("how", "url", "project", "lab", "url", "https://a.example/twice.raw"))
                    .then()
                    .statusCode(422)
                    .body(containsString(
                            "There is a disk or image twice in project lab already. Choose another name."));
        } finally {
            PortalDouble.cluster().forget("POST", CDI + "lab/datavolumes");
        }
    }

    @Test
    void half_made_image_is_taken_back() {
        PortalDouble.cluster()
                .reply("POST", CDI + "lab/datasources", ClusterDouble.Reply.json(403, "{\"message\":\"no right\"}"));
        try {
            admin.post("/images/new", Map.of("how", "url", "project", "lab", "url", "https://a.example/half.raw"))
                    .then()
                    .statusCode(422)
                    .body(containsString("You may not do this in project lab: no right"));
        } finally {
            PortalDouble.cluster().forget("POST", CDI + "lab/datasources");
        }

        assertThat(PortalDouble.cluster().get(CDI + "lab/datavolumes/half")).isEmpty();
    }

    @Test
    void script_gets_addresses_for_its_upload_and_a_token() {
        PortalDouble.cluster()
                .reply(
                        "POST",
                        "/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/lab/uploadtokenrequests",
                        ClusterDouble.Reply.json(200, "{\"status\":{\"token\":\"secret-token\"}}"));
        admin.browser()
                .header("Accept", "application/json")
                .formParam("csrf", admin.csrf())
                .formParams(Map.of("how", "upload", "project", "lab", "file-name", "mine.qcow2", "size", "1"))
                .post("/images/new")
                .then()
                .statusCode(201)
                .body("page", equalTo("/images/lab/mine"));
        await().atMost(PATIENCE)
                .until(() -> admin.browser().get("/images/lab/mine").statusCode() == 200);

        admin.browser()
                .header("Accept", "application/json")
                .header("X-CSRF-Token", admin.csrf())
                .post("/images/lab/mine/upload-token")
                .then()
                .statusCode(200)
                .body("token", equalTo("secret-token"));
        assertThat(PortalDouble.cluster().calls())
                .anyMatch(call -> call.path().endsWith("lab/uploadtokenrequests")
                        && call.user().equals("admin")
                        && call.body().contains("\"pvcName\":\"mine\""));
    }

    @Test
    void token_that_is_refused_comes_with_the_reason() {
        PortalDouble.cluster()
                .reply(
                        "POST",
                        "/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/default/uploadtokenrequests",
                        ClusterDouble.Reply.json(403, "{\"message\":\"forbidden\"}"));

        admin.browser()
                .header("Accept", "application/json")
                .header("X-CSRF-Token", admin.csrf())
                .post("/images/default/windows-server-2025/upload-token")
                .then()
                .statusCode(403)
                .body("passing", equalTo(false))
                .body("sentence", containsString("uploadtokenrequests (upload.cdi.kubevirt.io)"));
    }

    @Test
    void failed_import_is_shown_and_tried_again_with_the_same_source() {
        PortalDouble.cluster().putYaml(failed("again"));
        await().atMost(PATIENCE).until(() -> admin.get("/images/lab/again").contains("Try again"));
        assertThat(admin.get("/images/lab/again")).contains("The checksum differs; give the right one.");

        admin.post("/images/lab/again/retry", Map.of()).then().statusCode(303);

        ObjectNode fresh = object("lab/datavolumes/again");
        assertThat(fresh.at("/spec/source/http/url").asText()).isEqualTo("https://a.example/again.raw");
        assertThat(fresh.at("/status").isMissingNode()).isTrue();
        assertThat(fresh.at("/metadata/uid").asText()).isNotEqualTo("dv-again");
    }

    @Test
    void image_is_deleted_with_its_disk_only_when_its_name_is_typed() {
        PortalDouble.cluster().putYaml(failed("doomed-image"));
        await().atMost(PATIENCE)
                .until(() -> admin.browser().get("/images/lab/doomed-image").statusCode() == 200);

        admin.post("/images/lab/doomed-image/delete", Map.of("word", "doomed"))
                .then()
                .statusCode(422)
                .body(containsString("You typed &quot;doomed&quot;; type doomed-image exactly"));
        assertThat(PortalDouble.cluster().get(CDI + "lab/datasources/doomed-image"))
                .isPresent();
        admin.post("/images/lab/doomed-image/delete", Map.of("word", "doomed-image"))
                .then()
                .statusCode(303);

        assertThat(PortalDouble.cluster().get(CDI + "lab/datasources/doomed-image"))
                .isEmpty();
        assertThat(PortalDouble.cluster().get(CDI + "lab/datavolumes/doomed-image"))
                .isEmpty();
    }

    @Test
    void stream_tells_the_progress_of_an_import() throws Exception {
        PortalDouble.cluster().putYaml(failed("moving").replace("phase: Failed", "phase: ImportScheduled"));
        await().atMost(PATIENCE).until(() -> admin.get("/images?q=moving").contains("/images/lab/moving"));
        Matcher watch = Pattern.compile("data-watch=\"([^\"]+)\"").matcher(admin.get("/images?q=moving"));
        assertThat(watch.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + io.restassured.RestAssured.port
                        + "/live?" + watch.group(1).replace("&amp;", "&")))
                .header("Cookie", "slipway-session=" + admin.session())
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            var told = lines.iterator();
            assertThat(told.next()).isNotNull();
            PortalDouble.cluster()
                    .putYaml(
                            failed("moving").replace("phase: Failed", "phase: ImportInProgress, progress: \"64.00%\""));

            // A stream that was slower than the import has the page read again instead.
            assertThat(Stream.generate(told::next)
                            .limit(100)
                            .anyMatch(line -> line.contains("64 %") || line.contains("stale")))
                    .isTrue();
            assertThat(admin.get("/images?q=moving")).contains("64 %");
        }
    }

    @Test
    void pages_of_images_keep_the_strict_policy() {
        for (String path : List.of(
                "/images",
                "/images/new",
                "/images/new?how=upload",
                "/images/default/windows-server-2025",
                "/machines/new")) {
            assertThat(admin.get(path))
                    .as(path)
                    .contains("<title>")
                    .doesNotContain(" style=")
                    .doesNotContain("<script>")
                    .doesNotContain(" onclick=");
        }
    }

    private static ObjectNode object(String path) {
        return PortalDouble.cluster().get(CDI + path).orElseThrow();
    }

    private static String failed(String name) {
        return """
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: %1$s, namespace: lab, uid: dv-%1$s}
                spec: {source: {http: {url: "https://a.example/%1$s.raw"}}, storage: {resources: {requests: {storage: 1Gi}}}}
                status: {phase: Failed, conditions: [{type: Running, status: "False", message: "The checksum differs; give the right one."}]}
                ---
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataSource
                metadata: {name: %1$s, namespace: lab, uid: image-%1$s}
                spec: {source: {pvc: {namespace: lab, name: %1$s}}}
                """.formatted(name);
    }
}
