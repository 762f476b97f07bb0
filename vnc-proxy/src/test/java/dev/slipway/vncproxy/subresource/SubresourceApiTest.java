package dev.slipway.vncproxy.subresource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.vncproxy.FakeCluster;
import dev.slipway.vncproxy.FakeNodeAgent;
import dev.slipway.vncproxy.TestIdentity;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SubresourceApiTest {
    private static final String SPEC = "{\"domain\":{\"devices\":{}}}";
    private static final String RUNNING = """
            {"phase":"Running","nodeName":"n1","conditions":[{"type":"AgentConnected","status":"True"}],
             "interfaces":[{"ipAddress":"10.0.0.2"}]}""";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static RelayIdentity identity;

    private FakeCluster cluster;
    private FakeNodeAgent agent;
    private KubernetesClient kubernetes;
    private RelayClient relay;
    private HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void makeIdentity() throws IOException {
        vertx = Vertx.vertx();
        identity = TestIdentity.make(directory, "part");
    }

    @AfterAll
    static void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void start() throws IOException {
        cluster = FakeCluster.start(vertx);
        agent = FakeNodeAgent.start(vertx, identity);
        cluster.node("n1", agent.address());
        cluster.instance("vm", SPEC, RUNNING);
        kubernetes = cluster.client();
        serve(identity);
    }

    private void serve(RelayIdentity own) throws IOException {
        relay = new RelayClient(vertx, own);
        server = vertx.createHttpServer(WebSocketSettings.apply(new HttpServerOptions()))
                .requestHandler(new SubresourceApi(vertx, kubernetes, relay).router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        server.close().toCompletionStage().toCompletableFuture().join();
        relay.close();
        kubernetes.close();
        agent.stop();
        cluster.stop();
        http.close();
    }

    @Test
    void discovery_names_both_versions_and_what_is_served() throws Exception {
        JsonObject group = json(get("", "/apis/subresources.kubevirt.io"));
        assertThat(group.getString("kind")).isEqualTo("APIGroup");
        assertThat(group.getJsonObject("preferredVersion").getString("version")).isEqualTo("v1");
        assertThat(group.getJsonArray("versions")).hasSize(2);
        JsonObject list = json(get("", "/apis/subresources.kubevirt.io/v1alpha3"));
        assertThat(list.getString("groupVersion")).isEqualTo("subresources.kubevirt.io/v1alpha3");
        assertThat(list.getJsonArray("resources").encode()).contains("virtualmachineinstances/vnc/screenshot");
        assertThat(json(get("", "/apis/subresources.kubevirt.io/v1/version")).getString("gitVersion"))
                .isEqualTo("v1.9.0");
        assertThat(get("", "/apis/subresources.kubevirt.io/v1/healthz").statusCode())
                .isEqualTo(200);
    }

    private static final String SMALL = """
            {"instancetype":{"name":"small","kind":"VirtualMachineInstancetype"},"runStrategy":"Halted",
             "template":{"spec":{"domain":{"devices":{}}}}}""";

    @Test
    void stored_machine_is_shown_with_its_instance_type_written_out() throws Exception {
        cluster.instancetype("small", 3, "2Gi");
        cluster.machine("vm", SMALL, "{}");
        JsonObject spec = json(get(
                        "alice", "/apis/subresources.kubevirt.io/v1/namespaces/ns/virtualmachines/vm/expand-spec"))
                .getJsonObject("spec");
        assertThat(spec.containsKey("instancetype")).isFalse();
        JsonObject domain = spec.getJsonObject("template").getJsonObject("spec").getJsonObject("domain");
        assertThat(domain.getJsonObject("cpu").getInteger("sockets")).isEqualTo(3);
        assertThat(domain.getJsonObject("memory").getString("guest")).isEqualTo("2Gi");
    }

    @Test
    void sent_machine_is_expanded_with_what_its_namespace_has_and_refused_otherwise() throws Exception {
        cluster.instancetype("small", 3, "2Gi");
        HttpResponse<String> right = expand("{\"metadata\":{\"name\":\"vm\"},\"spec\":" + SMALL + "}");
        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.body()).contains("\"sockets\":3");
        HttpResponse<String> unknown = expand("{\"spec\":" + SMALL.replace("small", "huge") + "}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(json(unknown).getString("message")).contains("huge");
        assertThat(expand("{\"metadata\":{\"namespace\":\"other\"},\"spec\":" + SMALL + "}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> none = expand("{\"spec\":{\"running\":true}}");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(json(none).getJsonObject("details").getJsonArray("causes").encode())
                .contains("template");
        assertThat(expand("nonsense").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> expand(String body) throws Exception {
        return put("/apis/subresources.kubevirt.io/v1/namespaces/ns/expand-vm-spec", body);
    }

    @Test
    void request_without_user_is_unauthorized() throws Exception {
        assertThat(get("", vmi("guestosinfo")).statusCode()).isEqualTo(401);
    }

    @Test
    void user_without_right_is_forbidden_as_the_api_server_says_it() throws Exception {
        cluster.allow(review -> false);
        HttpResponse<String> reply = get("alice", vmi("vnc"));
        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(json(reply).getString("message"))
                .isEqualTo(
                        "virtualmachineinstances.subresources.kubevirt.io \"vm\" is forbidden: User \"alice\" cannot get"
                                + " resource \"virtualmachineinstances/vnc\" in API group \"subresources.kubevirt.io\" in the"
                                + " namespace \"ns\"");
        assertThat(json(reply).getJsonObject("details").getString("group")).isEqualTo("subresources.kubevirt.io");
    }

    @Test
    void access_is_reviewed_with_groups_extra_and_without_port() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(vmi("portforward/22/tcp")))
                .header("X-Remote-User", "alice")
                .header("X-Remote-Group", "dev")
                .header("X-Remote-Group", "system:authenticated")
                .header("X-Remote-Extra-Scopes", "read")
                .build();
        http.send(request, HttpResponse.BodyHandlers.ofString());
        var review = cluster.reviews().getFirst();
        assertThat(review.get("user").asText()).isEqualTo("alice");
        assertThat(review.get("groups").toString()).isEqualTo("[\"dev\",\"system:authenticated\"]");
        assertThat(review.get("extra").toString()).isEqualTo("{\"scopes\":[\"read\"]}");
        assertThat(review.at("/resourceAttributes/resource").asText()).isEqualTo("virtualmachineinstances");
        assertThat(review.at("/resourceAttributes/subresource").asText()).isEqualTo("portforward");
        assertThat(review.at("/resourceAttributes/verb").asText()).isEqualTo("get");
        assertThat(review.at("/resourceAttributes/group").asText()).isEqualTo("subresources.kubevirt.io");
    }

    @Test
    void start_of_a_halted_machine_sets_its_run_strategy() throws Exception {
        cluster.machine("off", "{\"runStrategy\":\"Halted\"}", "{}");
        assertThat(put(vm("off", "start"), "").statusCode()).isEqualTo(202);
        assertThat(cluster.machine("off").at("/spec/runStrategy").asText()).isEqualTo("Always");
        assertThat(cluster.reviews().getFirst().at("/resourceAttributes/verb").asText())
                .isEqualTo("update");
    }

    @Test
    void dry_run_changes_nothing() throws Exception {
        cluster.machine("off", "{\"runStrategy\":\"Halted\"}", "{}");
        assertThat(put(vm("off", "start"), "{\"dryRun\":[\"All\"]}").statusCode())
                .isEqualTo(202);
        assertThat(cluster.machine("off").at("/spec/runStrategy").asText()).isEqualTo("Halted");
        assertThat(cluster.writes().getFirst()).contains("dryRun=All");
    }

    @Test
    void start_of_a_running_machine_is_a_conflict() throws Exception {
        cluster.machine("vm", "{\"runStrategy\":\"Manual\"}", "{}");
        HttpResponse<String> reply = put(vm("vm", "start"), "");
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(json(reply).getString("reason")).isEqualTo("Conflict");
        assertThat(json(reply).getString("message"))
                .isEqualTo("Operation cannot be fulfilled on virtualmachine.kubevirt.io \"vm\": VM is already running");
        assertThat(json(reply).getJsonObject("details").encode())
                .isEqualTo("{\"name\":\"vm\",\"group\":\"kubevirt.io\",\"kind\":\"virtualmachine\"}");
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void forced_restart_shortens_the_grace_asks_for_stop_and_start_and_deletes_the_pod() throws Exception {
        cluster.machine("vm", "{\"runStrategy\":\"Always\"}", "{\"printableStatus\":\"Running\"}");
        assertThat(put(vm("vm", "restart"), "{\"gracePeriodSeconds\":0}").statusCode())
                .isEqualTo(202);
        assertThat(cluster.writes()).hasSize(3);
        assertThat(cluster.writes().get(0))
                .startsWith("PATCH /apis/kubevirt.io/v1/namespaces/ns/virtualmachineinstances/vm")
                .contains("terminationGracePeriodSeconds");
        assertThat(cluster.writes().get(1)).contains("/virtualmachines/vm/status");
        assertThat(cluster.machine("vm").at("/status/stateChangeRequests").toString())
                .isEqualTo("[{\"action\":\"Stop\",\"uid\":\"uid-vm\"},{\"action\":\"Start\"}]");
        assertThat(cluster.writes().get(2)).startsWith("DELETE /api/v1/namespaces/ns/pods");
    }

    @Test
    void missing_machine_is_not_found() throws Exception {
        HttpResponse<String> reply = put(vm("ghost", "stop"), "");
        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(json(reply).getString("message")).isEqualTo("virtualmachine.kubevirt.io \"ghost\" not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{bad", "[]", "{\"dryRun\":[\"Some\"]}"})
    void body_that_is_no_options_is_a_bad_request_and_changes_nothing(String body) throws Exception {
        cluster.machine("off", "{\"runStrategy\":\"Halted\"}", "{}");
        assertThat(put(vm("off", "start"), body).statusCode()).isEqualTo(400);
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void options_of_stop_restart_migrate_and_pause_are_read_before_their_object_is_looked_for() throws Exception {
        for (String call : List.of("stop", "restart", "migrate")) {
            assertThat(put(vm("ghost", call), "{bad").statusCode()).as(call).isEqualTo(400);
        }
        assertThat(put(vm("ghost", "start"), "{bad").statusCode()).isEqualTo(404);
        assertThat(put(vmi("pause").replace("/vm/", "/ghost/"), "{bad").statusCode())
                .isEqualTo(400);
        assertThat(put(vmi("reset").replace("/vm/", "/ghost/"), "{bad").statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_forbids_a_call_is_told_before_a_wrong_dry_run() throws Exception {
        String wrong = "{\"name\":\"data\",\"dryRun\":[\"Some\"]}";
        assertThat(put(vm("ghost", "migrate"), wrong).statusCode()).isEqualTo(404);
        cluster.instance("vm", SPEC, "{\"phase\":\"Scheduled\",\"nodeName\":\"n1\"}");
        assertThat(put(vmi("pause"), wrong).statusCode()).isEqualTo(409);
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void guest_of_a_machine_that_is_being_saved_is_not_unpaused() throws Exception {
        cluster.machine("vm", "{\"runStrategy\":\"Always\"}", "{\"created\":true,\"snapshotInProgress\":\"s\"}");
        cluster.instance(
                "vm",
                SPEC,
                RUNNING.replace("\"conditions\":[", "\"conditions\":[{\"type\":\"Paused\",\"status\":\"True\"},"));
        HttpResponse<String> reply = put(vmi("unpause"), "");
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(json(reply).getJsonObject("details").getString("kind")).isEqualTo("virtualmachine");
        assertThat(agent.requests()).isEmpty();
        cluster.machine("vm", "{\"runStrategy\":\"Always\"}", "{\"created\":true}");
        assertThat(put(vmi("unpause"), "").statusCode()).isEqualTo(200);
    }

    @Test
    void body_without_end_is_refused() throws Exception {
        assertThat(put(vm("off", "start"), " ".repeat(100_000)).statusCode()).isEqualTo(413);
    }

    @Test
    void pause_asks_the_node_and_answers_empty() throws Exception {
        HttpResponse<String> reply = put(vmi("pause"), "");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(agent.requests()).containsExactly("PUT ns/virtualmachineinstances/vm/pause ");
    }

    @Test
    void refusal_of_the_node_is_passed_on() throws Exception {
        agent.answer(
                "ns/virtualmachineinstances/vm/pause",
                409,
                "application/json",
                "{\"kind\":\"Status\",\"code\":409,\"reason\":\"Conflict\",\"message\":\"The guest has just ended.\"}");
        HttpResponse<String> reply = put(vmi("pause"), "");
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(json(reply).getString("message")).isEqualTo("The guest has just ended.");
    }

    @Test
    void freeze_needs_a_timeout_and_passes_it_on() throws Exception {
        assertThat(put(vmi("freeze"), "").statusCode()).isEqualTo(400);
        assertThat(put(vmi("freeze"), "{\"unfreezeTimeout\":\"5m\"}").statusCode())
                .isEqualTo(200);
        assertThat(agent.requests())
                .containsExactly("PUT ns/virtualmachineinstances/vm/freeze {\"unfreezeTimeout\":\"5m\"}");
    }

    @Test
    void guest_facts_are_passed_on_and_their_errors_are_plain_text() throws Exception {
        agent.answer("ns/virtualmachineinstances/vm/guestosinfo", 200, "application/json", "{\"hostname\":\"web\"}");
        assertThat(json(get("alice", vmi("guestosinfo"))).getString("hostname")).isEqualTo("web");
        cluster.instance("vm", SPEC, "{\"phase\":\"Running\",\"nodeName\":\"n1\"}");
        HttpResponse<String> reply = get("alice", vmi("guestosinfo"));
        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.headers().firstValue("content-type")).contains("text/plain");
        assertThat(reply.body()).endsWith("VMI does not have guest agent connected");
    }

    @Test
    void screenshot_is_an_image() throws Exception {
        agent.answer("ns/virtualmachineinstances/vm/screenshot", 200, "image/png", "PNG");
        HttpResponse<String> reply = get("alice", vmi("vnc/screenshot") + "?moveCursor=true");
        assertThat(reply.headers().firstValue("content-type")).contains("image/png");
        assertThat(reply.body()).isEqualTo("PNG");
    }

    @Test
    void node_without_agent_is_a_bad_request_and_a_dead_agent_is_unavailable() throws Exception {
        agent.stop();
        assertThat(put(vmi("reset"), "").statusCode()).isEqualTo(503);
        cluster.instance("vm", SPEC, RUNNING.replace("n1", "n2"));
        HttpResponse<String> reply = put(vmi("reset"), "");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(json(reply).getString("message")).contains("No node-agent on node n2 found");
    }

    @Test
    void node_agent_that_is_not_ours_is_not_believed() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().join();
        relay.close();
        serve(TestIdentity.make(directory, "stranger"));
        assertThat(put(vmi("pause"), "").statusCode()).isEqualTo(503);
        assertThat(agent.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnc?preserveSession=true", "console", "portforward/22", "portforward/53/udp"})
    void streams_carry_bytes_both_ways(String stream) throws Exception {
        Collector collector = new Collector();
        WebSocket socket = connect(stream, collector);
        assertThat(socket.getSubprotocol()).isEqualTo("plain.kubevirt.io");
        socket.sendBinary(ByteBuffer.wrap("hello".getBytes(US_ASCII)), true).join();
        assertThat(collector.text.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        assertThat(agent.requests().getFirst())
                .startsWith("GET ns/virtualmachineinstances/vm/" + stream.split("[?]")[0]);
    }

    @Test
    void vsock_is_spoken_by_tls_unless_that_is_not_wanted() throws Exception {
        cluster.instance("vm", "{\"domain\":{\"devices\":{\"autoattachVSOCK\":true}}}", RUNNING);
        connect("vsock?port=22", new Collector());
        connect("vsock?port=4294967295&tls=F", new Collector());
        assertThat(agent.requests())
                .containsExactly(
                        "GET ns/virtualmachineinstances/vm/vsock?port=22&tls=true ",
                        "GET ns/virtualmachineinstances/vm/vsock?port=4294967295&tls=false ");
    }

    @Test
    void vsock_of_a_machine_without_one_or_of_no_port_is_a_bad_request() throws Exception {
        assertThat(json(get("alice", vmi("vsock") + "?port=22")).getString("message"))
                .isEqualTo("VSOCK is not attached.");
        cluster.instance("vm", "{\"domain\":{\"devices\":{\"autoattachVSOCK\":true}}}", RUNNING);
        HttpResponse<String> reply = get("alice", vmi("vsock") + "?port=22&tls=perhaps");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(agent.requests()).isEmpty();
    }

    @Test
    void portforward_of_a_machine_goes_to_its_instance() throws Exception {
        cluster.machine("vm", "{\"runStrategy\":\"Always\"}", "{\"created\":true}");
        Collector collector = new Collector();
        connectTo(vm("vm", "portforward/22"), collector);
        assertThat(agent.requests()).containsExactly("GET ns/virtualmachineinstances/vm/portforward/22/tcp ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"portforward/0", "portforward/70000", "portforward/abc", "portforward/22/sctp"})
    void port_that_is_none_is_refused_before_the_upgrade(String stream) {
        assertRefused(stream, 400);
    }

    @Test
    void stream_of_a_stopped_guest_is_refused_before_the_upgrade() {
        cluster.instance("vm", SPEC, "{\"phase\":\"Scheduled\",\"nodeName\":\"n1\"}");
        assertRefused("vnc", 400);
        assertRefused("console", 400);
    }

    @Test
    void refusal_of_the_node_reaches_the_client_before_the_upgrade() {
        agent.answer(
                "ns/virtualmachineinstances/vm/vnc", 503, "application/json", "{\"message\":\"The guest moves.\"}");
        assertRefused("vnc", 503);
    }

    @Test
    void stream_without_upgrade_is_a_bad_request() throws Exception {
        assertThat(get("alice", vmi("vnc")).statusCode()).isEqualTo(400);
    }

    @Test
    void unknown_subresource_is_not_found() throws Exception {
        assertThat(get("alice", vmi("bogus")).statusCode()).isEqualTo(404);
        assertThat(put(vmi("start"), "").statusCode()).isEqualTo(404);
    }

    @Test
    void path_that_names_no_subresource_is_refused_as_by_kubevirt() throws Exception {
        HttpResponse<String> unknown = get("alice", "/apis/subresources.kubevirt.io/v1/nope");
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo("unknown api endpoint: /apis/subresources.kubevirt.io/v1/nope");
    }

    @Test
    void backup_is_asked_of_the_node_as_the_client_asked() throws Exception {
        assertThat(put(vmi("backup"), "{\"cmd\":\"Start\",\"backupName\":\"nightly\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(agent.requests())
                .containsExactly(
                        "PUT ns/virtualmachineinstances/vm/backup {\"cmd\":\"Start\",\"backupName\":\"nightly\"}");
        assertThat(cluster.writes()).isEmpty();
    }

    private void assertRefused(String stream, int code) {
        assertThatThrownBy(() -> connect(stream, new Collector()))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(code));
    }

    private WebSocket connect(String stream, Collector collector) {
        return connectTo(vmi(stream), collector);
    }

    private WebSocket connectTo(String path, Collector collector) {
        return http.newWebSocketBuilder()
                .header("X-Remote-User", "alice")
                .subprotocols("plain.kubevirt.io")
                .buildAsync(URI.create("ws://127.0.0.1:" + server.actualPort() + path), collector)
                .join();
    }

    /** Keeps the first message. */
    private static final class Collector implements WebSocket.Listener {
        final CompletableFuture<String> text = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            text.complete(US_ASCII.decode(data).toString());
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }

    private static String vm(String name, String subresource) {
        return "/apis/subresources.kubevirt.io/v1/namespaces/ns/virtualmachines/%s/%s".formatted(name, subresource);
    }

    private static String vmi(String subresource) {
        return "/apis/subresources.kubevirt.io/v1/namespaces/ns/virtualmachineinstances/vm/" + subresource;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.actualPort() + path);
    }

    private HttpResponse<String> get(String user, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (!user.isEmpty()) {
            request.header("X-Remote-User", user);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> put(String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("X-Remote-User", "alice")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject json(HttpResponse<String> reply) {
        return new JsonObject(reply.body());
    }
}
