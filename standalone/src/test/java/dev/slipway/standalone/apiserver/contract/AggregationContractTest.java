package dev.slipway.standalone.apiserver.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.contract.ApiClient.Reply;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** APIs that a server of a client offers behind the API server. */
@ExtendWith(ContractServer.class)
final class AggregationContractTest {
    private static final String REGISTRATIONS = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String LISTS = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private ApiClient api;
    private ExtensionServer extension;

    @BeforeEach
    void begin(Cluster cluster) {
        api = cluster.api();
        extension = new ExtensionServer(cluster);
    }

    @AfterEach
    void end() throws IOException {
        api.delete(registered());
        extension.close();
    }

    @Test
    void registration_is_completed() {
        Reply created = api.post(REGISTRATIONS, extension.registration().toString());

        assertThat(created.code()).as(created.text()).isEqualTo(201);
        assertThat(created.at("/spec/service/port")).isEqualTo("443");
    }

    @Test
    void wrong_registration_is_refused() {
        ObjectNode wrong = extension.registration();
        ((ObjectNode) wrong.path("spec"))
                .put("version", "v2")
                .put("groupPriorityMinimum", 20_001)
                .put("versionPriority", 0)
                .put("insecureSkipTLSVerify", true);

        Reply refused = api.post(REGISTRATIONS, wrong.toString());

        assertThat(refused.code()).isEqualTo(422);
        assertThat(refused.message())
                .contains("metadata.name: Invalid value: \"v1." + extension.group()
                        + "\": must be `spec.version+\".\"+spec.group`: \"v2." + extension.group() + "\"")
                .contains("spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000")
                .contains("spec.versionPriority: Invalid value: 0: must be positive and less than 1000")
                .contains("spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present");
    }

    @Test
    void api_of_the_server_itself_is_available(Cluster cluster) {
        ObjectNode local = extension.registration();
        ((ObjectNode) local.path("spec")).remove(List.of("service", "caBundle"));
        api.post(REGISTRATIONS, local.toString());

        JsonNode condition = awaitCondition("Local");

        assertThat(condition.path("status").asText()).isEqualTo("True");
        assertThat(condition.path("message").asText()).isEqualTo("Local APIServices are always available");
    }

    @Test
    void condition_says_what_is_missing(Cluster cluster) {
        ObjectNode registration = extension.registration();
        ((ObjectNode) registration.at("/spec/service")).put("port", 8443);
        api.post(REGISTRATIONS, registration.toString());

        String service = "service/extension in \"" + cluster.namespace() + "\"";
        assertThat(awaitCondition("ServiceNotFound").path("message").asText()).isEqualTo(service + " is not present");
        extension.serve();
        assertThat(awaitCondition("ServicePortError").path("message").asText())
                .isEqualTo(service + " is not listening on port 8443");
        api.merge(registered(), "{\"spec\": {\"service\": {\"port\": 443}}}");
        assertThat(awaitCondition("EndpointsNotFound").path("message").asText())
                .isEqualTo("cannot find endpointslices for " + service);
        extension.at(
                "/apis/" + extension.group() + "/v1",
                request -> request.response().setStatusCode(500).end());
        extension.announce();
        assertThat(awaitCondition("FailedDiscoveryCheck").path("message").asText())
                .matches("failing or missing response from https://[^ ]*/apis/" + extension.group()
                        + "/v1: bad status from https://[^ ]*/apis/" + extension.group() + "/v1: 500");
        Reply unserved = api.get(extension.things());
        assertThat(unserved.code()).isEqualTo(503);
        assertThat(unserved.text()).isEqualTo("service unavailable\n");
        extension.at(
                "/apis/" + extension.group() + "/v1",
                request -> ExtensionServer.json(request, "{\"kind\": \"APIResourceList\", \"resources\": []}"));
        assertThat(awaitCondition("Passed").path("message").asText()).isEqualTo("all checks passed");
    }

    @Test
    void server_is_told_who_asks_by_somebody_it_can_believe(Cluster cluster) throws IOException {
        String things = extension.things();
        extension.at(things, request -> ExtensionServer.json(request, "{\"kind\": \"ThingList\", \"items\": []}"));
        register();

        Reply list = api.as("jane", "team", "system:masters")
                .with("X-Remote-User", "root")
                .with("X-Remote-Group", "wheel")
                .with("X-Remote-Extra-Scope", "all")
                .get(things + "?limit=5&labelSelector=a%3Db%2Cc");

        assertThat(list.at("/kind")).as(list.text()).isEqualTo("ThingList");
        ExtensionServer.Asked asked = extension.lastAsked(things).orElseThrow();
        assertThat(asked.uri()).contains("limit=5").contains("labelSelector=a%3Db%2Cc");
        assertThat(asked.headers().get("X-Remote-User")).containsExactly("jane");
        assertThat(asked.headers().get("X-Remote-Group"))
                .containsExactlyInAnyOrder("team", "system:masters", "system:authenticated");
        assertThat(asked.headers()).doesNotContainKeys("X-Remote-Extra-Scope", "Authorization", "Impersonate-User");
        JsonNode names = ApiClient.JSON.readTree(ExtensionServer.authentication(cluster)
                .path("requestheader-allowed-names")
                .asText());
        assertThat(asked.clientCertificate()).contains("CN=" + names.get(0).asText());
    }

    @Test
    void authentication_of_servers_behind_is_published(Cluster cluster) {
        JsonNode published = ExtensionServer.authentication(cluster);

        assertThat(published.path("requestheader-username-headers").asText()).isEqualTo("[\"X-Remote-User\"]");
        assertThat(published.path("requestheader-group-headers").asText()).isEqualTo("[\"X-Remote-Group\"]");
        assertThat(published.path("requestheader-extra-headers-prefix").asText())
                .isEqualTo("[\"X-Remote-Extra-\"]");
        assertThat(published.path("requestheader-client-ca-file").asText()).startsWith("-----BEGIN CERTIFICATE-----");
        Reply role = api.get("/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/roles/"
                + "extension-apiserver-authentication-reader");
        assertThat(role.at("/rules/0/resourceNames/0")).isEqualTo("extension-apiserver-authentication");
        assertThat(api.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/system:auth-delegator")
                        .code())
                .isEqualTo(200);
    }

    @Test
    void caller_without_rights_does_not_get_there(Cluster cluster) {
        extension.at(extension.things(), request -> ExtensionServer.json(request, "{}"));
        register();

        Reply refused = api.as("joe").get(extension.things());

        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.message())
                .isEqualTo(
                        "things.%s is forbidden: User \"joe\" cannot list resource \"things\" in API group \"%s\" in the namespace \"%s\""
                                .formatted(extension.group(), extension.group(), cluster.namespace()));
        assertThat(extension.asked(extension.things())).isEmpty();
    }

    @Test
    void body_code_and_headers_go_through() {
        extension.at(
                extension.things(),
                request -> request.bodyHandler(body -> request.response()
                        .setStatusCode(418)
                        .putHeader("Content-Type", "text/tea")
                        .putHeader("Warning", "299 - \"hot\"")
                        .end(request.method() + " " + body.length())));
        register();

        Reply answer = api.post(extension.things(), "x".repeat(5 << 20));

        assertThat(answer.code()).isEqualTo(418);
        assertThat(answer.contentType()).isEqualTo("text/tea");
        assertThat(answer.warnings()).containsExactly("299 - \"hot\"");
        assertThat(answer.text()).isEqualTo("POST " + (5 << 20));
        assertThat(api.delete(extension.things()).text()).isEqualTo("DELETE 0");
    }

    @Test
    void redirection_is_not_followed() {
        extension.at(
                extension.things(),
                request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end());
        register();

        Reply answer = api.get(extension.things());

        assertThat(answer.code()).isEqualTo(502);
        assertThat(answer.text().strip())
                .isEqualTo("the backend attempted to redirect this request, which is not permitted");
    }

    @Test
    void group_is_in_the_documents_of_all() {
        register();

        JsonNode groups = api.get("/apis").body().path("groups");
        assertThat(groups.findValuesAsText("name")).contains(extension.group());
        assertThat(api.get("/apis/" + extension.group()).at("/preferredVersion/groupVersion"))
                .isEqualTo(extension.group() + "/v1");
        assertThat(api.get("/apis/" + extension.group() + "/v1").at("/resources/0/name"))
                .isEqualTo("things");
        JsonNode things = Awaitility.await("things are in the list of all resources")
                .atMost(Duration.ofMinutes(1))
                .until(this::listed, node -> node.path("resource").asText().equals("things"));
        assertThat(things.at("/responseKind/kind").asText()).isEqualTo("Thing");
        assertThat(things.at("/scope").asText()).isEqualTo("Namespaced");
        assertThat(things.at("/subresources/0/subresource").asText()).isEqualTo("status");
    }

    @Test
    void schemas_of_a_group_are_in_the_index_at_once() {
        String document = "/openapi/v3/apis/" + extension.group() + "/v1";
        extension.at(
                "/openapi/v3", request -> ExtensionServer.json(request, """
                {"paths": {"apis/%s/v1": {"serverRelativeURL": "%s?hash=ABC"}}}""".formatted(extension.group(), document)));
        extension.at(document, request -> ExtensionServer.json(request, """
                {"openapi": "3.0.0", "info": {"title": "things", "version": "v1"}, "paths": {}}"""));
        register();

        Awaitility.await("its schemas are in the index")
                .atMost(Duration.ofSeconds(10))
                .until(() -> api.get("/openapi/v3").body().path("paths").has("apis/" + extension.group() + "/v1"));
        assertThat(api.get(document).at("/info/title")).isEqualTo("things");
    }

    private JsonNode listed() {
        for (JsonNode item : ApiClient.tree(api.get("/apis", LISTS).text()).path("items")) {
            if (item.at("/metadata/name").asText().equals(extension.group())) {
                return item.at("/versions/0/resources/0");
            }
        }
        return ApiClient.JSON.missingNode();
    }

    @Test
    void watch_brings_each_event_as_it_is_sent() {
        AtomicReference<HttpServerResponse> stream = new AtomicReference<>();
        AtomicBoolean left = new AtomicBoolean();
        extension.at(extension.things(), request -> {
            request.response().closeHandler(_ -> left.set(true));
            request.response().setChunked(true).putHeader("Content-Type", "application/json");
            request.response().write("{\"type\": \"ADDED\", \"object\": {\"metadata\": {\"name\": \"one\"}}}\n");
            stream.set(request.response());
        });
        register();

        try (WatchReader watch = api.watch(extension.things() + "?watch=true")) {
            assertThat(watch.next()).hasToString("ADDED one");
            requireNonNull(stream.get(), "watch")
                    .write("{\"type\": \"DELETED\", \"object\": {\"metadata\": {\"name\": \"one\"}}}\n");
            assertThat(watch.next()).hasToString("DELETED one");
        }

        Awaitility.await("the server sees that nobody watches any more")
                .atMost(Duration.ofSeconds(20))
                .untilTrue(left);
    }

    @Test
    void server_sends_no_faster_than_the_client_reads() throws IOException {
        AtomicLong sent = new AtomicLong();
        extension.at(extension.things(), request -> {
            request.response().setChunked(true);
            ExtensionServer.endlessly(request.response(), sent);
        });
        register();

        try (InputStream stream = api.stream(extension.things())) {
            Awaitility.await("the server is made to wait")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> isUnchanged(sent));
            long before = sent.get();
            assertThat(before).isBetween(1L, 64L << 20);
            stream.skipNBytes(before + 1);
            assertThat(sent.get()).isGreaterThan(before);
        }
    }

    private static boolean isUnchanged(AtomicLong count) {
        long before = count.get();
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return before > 0 && count.get() == before;
    }

    @Test
    void connection_is_handed_on() throws Exception {
        extension.at(
                extension.things() + "/one/shell",
                request -> request.toWebSocket()
                        .onSuccess(
                                socket -> socket.textMessageHandler(text -> socket.writeTextMessage("heard " + text))));
        register();

        CompletableFuture<String> heard = new CompletableFuture<>();
        WebSocket socket = api.webSocket(extension.things() + "/one/shell", new WebSocket.Listener() {
            @Override
            public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                heard.complete(text.toString());
                return null;
            }
        });
        socket.sendText("hello", true).get(10, TimeUnit.SECONDS);

        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("heard hello");
        assertThat(extension
                        .lastAsked(extension.things() + "/one/shell")
                        .orElseThrow()
                        .headers())
                .containsKey("X-Remote-User")
                .doesNotContainKey("Authorization");
        socket.abort();
    }

    @Test
    void server_with_a_strange_certificate_is_not_believed(Cluster cluster) throws IOException {
        extension.at(extension.things(), request -> ExtensionServer.json(request, "{}"));
        ObjectNode registration = extension.registration();
        try (ExtensionServer other = new ExtensionServer(cluster)) {
            ((ObjectNode) registration.path("spec"))
                    .set("caBundle", other.registration().at("/spec/caBundle"));
        }
        available(registration);

        Reply refused = Awaitility.await("the condition counts")
                .atMost(Duration.ofSeconds(30))
                .until(
                        () -> api.get(extension.things()),
                        reply -> !reply.text().startsWith("service unavailable") && reply.code() != 404);

        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.text())
                .startsWith(
                        "error trying to reach service: tls: failed to verify certificate: x509: certificate signed by unknown"
                                + " authority");
        assertThat(extension.asked(extension.things())).isEmpty();
        api.merge(registered(), "{\"spec\": {\"caBundle\": null, \"insecureSkipTLSVerify\": true}}");
        Awaitility.await("any certificate will do")
                .atMost(Duration.ofSeconds(20))
                .until(() -> api.get(extension.things()).code() == 200);
    }

    private void register() {
        available(extension.registration());
        Awaitility.await("the API is served")
                .atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/apis/" + extension.group() + "/v1").code() == 200);
    }

    private void available(ObjectNode registration) {
        extension.serve();
        extension.announce();
        Reply created = api.post(REGISTRATIONS, registration.toString());
        assertThat(created.code()).as(created.text()).isEqualTo(201);
        awaitCondition("Passed");
    }

    private JsonNode awaitCondition(String reason) {
        return Awaitility.await("the condition is " + reason)
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> api.get(registered()).body().at("/status/conditions/0"),
                        condition -> condition.path("reason").asText().equals(reason));
    }

    private String registered() {
        return REGISTRATIONS + "/v1." + extension.group();
    }
}
