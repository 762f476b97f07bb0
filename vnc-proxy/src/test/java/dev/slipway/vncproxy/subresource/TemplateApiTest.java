package dev.slipway.vncproxy.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.vncproxy.FakeCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TemplateApiTest {
    private static final String TEMPLATE = """
            {"message":"Made ${NAME}","parameters":[{"name":"NAME","required":true},{"name":"SPARE"}],
             "virtualMachine":{"metadata":{"name":"${NAME}"},
               "spec":{"runStrategy":"Halted","template":{"spec":{"domain":{"devices":{}}}}}}}""";
    private static Vertx vertx;

    private FakeCluster cluster;
    private KubernetesClient kubernetes;
    private HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() {
        cluster = FakeCluster.start(vertx);
        cluster.template("small", TEMPLATE);
        kubernetes = cluster.client();
        server = vertx.createHttpServer()
                .requestHandler(new TemplateApi(vertx, kubernetes).router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
        kubernetes.close();
        cluster.stop();
        http.close();
    }

    @Test
    void process_shows_the_machine_and_stores_nothing() throws Exception {
        HttpResponse<String> reply = post("alice", "small/process", "{\"parameters\":{\"NAME\":\"db\"}}");
        assertThat(reply.statusCode()).isEqualTo(200);
        JsonObject processed = new JsonObject(reply.body());
        assertThat(processed.getString("kind")).isEqualTo("ProcessedVirtualMachineTemplate");
        assertThat(processed.getString("apiVersion")).isEqualTo("subresources.template.kubevirt.io/v1beta1");
        assertThat(processed.getString("message")).isEqualTo("Made db");
        assertThat(processed.getJsonObject("templateRef").getString("name")).isEqualTo("small");
        assertThat(processed
                        .getJsonObject("virtualMachine")
                        .getJsonObject("metadata")
                        .getString("name"))
                .isEqualTo("db");
        assertThat(reply.headers().firstValue("Warning"))
                .hasValueSatisfying(text -> assertThat(text).contains("SPARE is defined but never referenced"));
        assertThat(cluster.writes()).isEmpty();
        var review = cluster.reviews().getFirst().path("resourceAttributes");
        assertThat(review.path("group").asText()).isEqualTo("subresources.template.kubevirt.io");
        assertThat(review.path("subresource").asText()).isEqualTo("process");
        assertThat(review.path("verb").asText()).isEqualTo("create");
    }

    @Test
    void template_that_is_not_found_is_one_of_its_own_group() throws Exception {
        HttpResponse<String> reply = post("alice", "none/process", "");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(new JsonObject(reply.body()).getJsonObject("details").getString("group"))
                .isEqualTo("template.kubevirt.io");
    }

    @Test
    void create_stores_the_machine() throws Exception {
        assertThat(post("alice", "small/create", "{\"parameters\":{\"NAME\":\"db\"}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(cluster.writes())
                .singleElement()
                .asString()
                .startsWith("POST /apis/kubevirt.io/v1/namespaces/ns/virtualmachines");
    }

    @Test
    void create_clones_nothing_that_its_user_may_not_clone_and_notes_what_he_may() throws Exception {
        cluster.template("golden", """
                {"virtualMachine":{"metadata":{"name":"db","annotations":{"slipway.dev/clone-source-namespaces":"secret"}},
                  "spec":{"runStrategy":"Halted","template":{"spec":{"domain":{"devices":{}}}},
                    "dataVolumeTemplates":[{"metadata":{"name":"root"},
                      "spec":{"source":{"pvc":{"namespace":"images","name":"debian"}},"storage":{}}}]}}}""");
        cluster.allow(
                review -> review.at("/resourceAttributes/namespace").asText().equals("ns"));
        HttpResponse<String> refused = post("alice", "golden/create", "");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("User alice has insufficient permissions", "namespace images");
        assertThat(cluster.writes()).isEmpty();

        cluster.allow(review -> true);
        assertThat(post("alice", "golden/create", "").statusCode()).isEqualTo(200);
        assertThat(cluster.writes())
                .singleElement()
                .asString()
                .contains("\"slipway.dev/clone-source-namespaces\":\"images\"")
                .doesNotContain("secret");
    }

    @Test
    void what_is_wrong_is_said_with_field_and_name() throws Exception {
        HttpResponse<String> without = post("alice", "small/create", "");
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("spec.parameters[0].value", "FieldValueRequired");
        HttpResponse<String> unknown = post("alice", "small/process", "{\"parameters\":{\"SIZE\":\"1\"}}");
        assertThat(unknown.statusCode()).isEqualTo(409);
        assertThat(unknown.body()).contains("parameter SIZE not found in template");
        assertThat(post("alice", "other/process", "").statusCode()).isEqualTo(404);
        HttpResponse<String> malformed = post("alice", "small/process", "{\"parameters\":[]}");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("error parsing ProcessOptions");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void who_may_not_is_told_so_and_so_is_who_has_no_name() throws Exception {
        assertThat(post("", "small/process", "").statusCode()).isEqualTo(401);
        cluster.allow(review -> false);
        HttpResponse<String> forbidden = post("alice", "small/create", "{\"parameters\":{\"NAME\":\"db\"}}");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body()).contains("cannot create resource");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void discovery_names_both_versions_and_actions() throws Exception {
        assertThat(get("/apis/subresources.template.kubevirt.io")).contains("v1beta1", "v1alpha1");
        assertThat(get("/apis/subresources.template.kubevirt.io/v1alpha1"))
                .contains("virtualmachinetemplates/process", "virtualmachinetemplates/create");
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> post(String user, String what, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()
                        + "/apis/subresources.template.kubevirt.io/v1beta1/namespaces/ns/virtualmachinetemplates/"
                        + what))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            request.header("X-Remote-User", user);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
