package dev.slipway.standalone.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.admission.Admission.Verdict;
import dev.slipway.standalone.apiserver.contract.ApiClient;
import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import dev.slipway.standalone.apiserver.http.Aggregated;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.status.Cause;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ApiServerTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String CONFIG_MAP = """
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"k": "v"}}""";

    @TempDir
    private Path folder;

    @Test
    void objects_survive_a_restart() throws IOException {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            client.post(CONFIG_MAPS, CONFIG_MAP);
        }
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            assertThat(client.get(CONFIG_MAPS + "/a").at("/data/k")).isEqualTo("v");
        }
    }

    @Test
    void defined_resources_are_served_after_a_restart() throws IOException {
        String definition = """
                {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                 "metadata": {"name": "things.test.dev"},
                 "spec": {"group": "test.dev", "scope": "Cluster", "names": {"plural": "things", "kind": "Thing"},
                  "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                   {"type": "object"}}}]}}""";
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            assertThat(client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
                            .code())
                    .isEqualTo(201);
        }
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            assertThat(client.get("/apis/test.dev/v1/things").code()).isEqualTo(200);
        }
    }

    @Test
    void admission_changes_warns_and_refuses() throws IOException {
        Admission admission = review -> {
            if (review.name().equals("bad")) {
                return new Verdict.Denied(
                        422,
                        "Invalid",
                        "admission webhook \"test\" denied the request: no",
                        List.of(new Cause("FieldValueInvalid", "no", "data.k")));
            }
            var object = review.object().or(review::oldObject).orElseThrow();
            object.withObjectProperty("data").put("added", "by admission");
            return new Verdict.Allowed(object, List.of("be \"careful\""));
        };
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file(), 0, admission));
                ApiClient client = client(server)) {
            Reply created = client.post(CONFIG_MAPS, CONFIG_MAP);
            Reply refused = client.post(CONFIG_MAPS, CONFIG_MAP.replace("\"a\"", "\"bad\""));

            assertThat(created.at("/data/added")).isEqualTo("by admission");
            assertThat(created.warnings()).containsExactly("299 - \"be \\\"careful\\\"\"");
            assertThat(refused.code()).isEqualTo(422);
            assertThat(refused.message()).isEqualTo("admission webhook \"test\" denied the request: no");
            assertThat(refused.at("/details/causes/0/field")).isEqualTo("data.k");
            assertThat(client.get(CONFIG_MAPS + "/bad").code()).isEqualTo(404);
        }
    }

    @Test
    void request_without_the_right_is_refused_before_anything_else() throws IOException {
        ApiServerSettings closed = with(new Access(
                _ -> new Caller("jane", "", List.of("devs"), Map.of()), _ -> new Decision.Denied(""), List.of()));
        try (ApiServer server = ApiServer.start(closed);
                ApiClient client = client(server)) {
            Reply refused = client.post(CONFIG_MAPS, "this is no JSON");

            assertThat(refused.code()).isEqualTo(403);
            assertThat(refused.message())
                    .isEqualTo(
                            "configmaps is forbidden: User \"jane\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        }
    }

    @Test
    void aggregated_api_learns_the_caller_and_no_forged_one() throws Exception {
        Vertx vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route()
                .handler(context -> context.request()
                        .body()
                        .onSuccess(body -> context.response()
                                .end(context.request().headers().getAll("X-Remote-User") + " "
                                        + context.request().headers().getAll("X-Remote-Group") + " "
                                        + context.request().headers().contains("X-Remote-Extra-Forged") + " "
                                        + context.request().headers().contains("Authorization") + " " + body)));
        ApiServerSettings settings =
                with(List.of(new Aggregated("/apis/subresources.test.dev/", List.of(), List.of(), router)), List.of());
        try (ApiServer server = ApiServer.start(settings);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(
                            server.address().resolve("/apis/subresources.test.dev/v1/namespaces/a/things/b/start"))
                    .header("X-Remote-User", "root")
                    .header("x-remote-group", "system:masters2")
                    .header("X-Remote-Extra-Forged", "1")
                    .header("Authorization", "Bearer secret")
                    .PUT(HttpRequest.BodyPublishers.ofString("the body"))
                    .build();

            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(response.body())
                    .isEqualTo("[admin] [system:masters, system:authenticated] false false the body");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }

    @Test
    void connected_subresource_answers_itself() throws IOException {
        ApiServerSettings settings = with(List.of(), List.of(new Logs()));
        try (ApiServer server = ApiServer.start(settings);
                ApiClient client = client(server)) {
            assertThat(client.get("/api/v1/namespaces/a/pods/p/log?follow=true").text())
                    .isEqualTo("log of a/p for admin");
        }
    }

    @Test
    void port_in_use_is_told() throws IOException {
        try (ApiServer first = ApiServer.start(OpenAccess.settings(file()))) {
            assertThatThrownBy(() -> ApiServer.start(
                            OpenAccess.settings(folder.resolve("other.db"), first.port(), Admission.NONE)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("The API server cannot listen on 127.0.0.1:" + first.port());
        }
    }

    @Test
    void body_over_the_limit_is_refused() throws IOException {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            Reply refused = client.post(CONFIG_MAPS, CONFIG_MAP.replace("\"v\"", "\"" + "x".repeat(4 << 20) + "\""));

            assertThat(refused.code()).isEqualTo(413);
            assertThat(refused.message()).isEqualTo("Request entity too large: limit is 3145728");
        }
    }

    @Test
    void deeply_nested_body_is_refused() throws IOException {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server)) {
            Reply refused = client.post(CONFIG_MAPS, "[".repeat(100_000));

            assertThat(refused.code()).isEqualTo(400);
        }
    }

    @Test
    void dependents_stay_when_their_owner_is_orphaned_right_after_they_came() throws Exception {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = new ApiClient(server.address(), Optional.empty());
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<?>> rounds = IntStream.range(0, 200)
                    .<Future<?>>mapToObj(number -> clients.submit(() -> orphanOne(client, number)))
                    .toList();
            for (Future<?> round : rounds) {
                round.get(60, TimeUnit.SECONDS);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> client.get(CONFIG_MAPS + "?labelSelector=owner").body().path("items").isEmpty());

            JsonNode children = client.get(CONFIG_MAPS + "?labelSelector=child").body().path("items");
            assertThat(children).hasSize(200).allSatisfy(child -> assertThat(
                            child.path("metadata").has("ownerReferences"))
                    .isFalse());
        }
    }

    private static void orphanOne(ApiClient client, int number) {
        Reply owner = client.post(CONFIG_MAPS, """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "owner-%d", "labels": {"owner": ""}}}""".formatted(number));
        client.post(CONFIG_MAPS, """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "child-%1$d", "labels": {"child": ""},
                 "ownerReferences": [{"apiVersion": "v1", "kind": "ConfigMap", "name": "owner-%1$d", "uid": "%2$s"}]}}""".formatted(number, owner.at("/metadata/uid")));
        client.delete(CONFIG_MAPS + "/owner-" + number + "?propagationPolicy=Orphan");
    }

    @Test
    void informer_of_the_common_client_follows_changes() throws IOException {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder()
                                .withMasterUrl(server.address().toString())
                                .build())
                        .build();
                SharedIndexInformer<ConfigMap> informer =
                        client.configMaps().inNamespace("default").inform()) {
            ConfigMap created = client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("a")
                            .withNamespace("default")
                            .endMetadata()
                            .addToData("k", "v")
                            .build())
                    .create();
            client.resource(created)
                    .edit(map -> new ConfigMapBuilder(map).addToData("k", "w").build());

            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(informer.getStore().list())
                            .extracting(map -> map.getData().get("k"))
                            .contains("w"));
            client.resource(created).delete();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> informer.getStore().list().isEmpty());
        }
    }

    @Test
    void watch_over_websocket_sends_events_as_text() throws Exception {
        try (ApiServer server = ApiServer.start(OpenAccess.settings(file()));
                ApiClient client = client(server);
                HttpClient http = HttpClient.newHttpClient()) {
            TextReader reader = new TextReader();
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + CONFIG_MAPS + "?watch=true"), reader)
                    .get();
            client.post(CONFIG_MAPS, CONFIG_MAP);

            JsonNode event = reader.next();
            socket.abort();

            assertThat(event.path("type").asText()).isEqualTo("ADDED");
            assertThat(event.at("/object/metadata/name").asText()).isEqualTo("a");
        }
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    private static ApiClient client(ApiServer server) {
        return new ApiClient(server.address(), Optional.empty());
    }

    private ApiServerSettings with(Access access) {
        return new ApiServerSettings(
                file(), "127.0.0.1", 0, Optional.empty(), "test", _ -> access, Admission.NONE, List.of(), List.of());
    }

    private ApiServerSettings with(List<Aggregated> aggregated, List<ConnectedSubresource> connected) {
        return new ApiServerSettings(
                file(),
                "127.0.0.1",
                0,
                Optional.empty(),
                "test",
                _ -> OpenAccess.of(),
                Admission.NONE,
                aggregated,
                connected);
    }

    private static final class Logs implements ConnectedSubresource {
        @Override
        public GroupResource resource() {
            return new GroupResource("", "pods");
        }

        @Override
        public String subresource() {
            return "log";
        }

        @Override
        public void serve(HttpServerRequest request, Caller caller, String namespace, String name) {
            request.response().end("log of %s/%s for %s".formatted(namespace, name, caller.name()));
        }
    }
}
