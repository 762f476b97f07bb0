package dev.slipway.vncproxy.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.machine.libvirt.LibvirtImport;
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
final class MachineDocumentsTest {
    private static final String SPEC = """
            {"domain":{"cpu":{"sockets":2},"memory":{"guest":"1Gi"},"devices":{"disks":[{"name":"root","disk":{"bus":"virtio"}}]}},
             "volumes":[{"name":"root","persistentVolumeClaim":{"claimName":"web-root"}}]}""";
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
        cluster.instance("vm", SPEC, "{\"phase\":\"Running\"}");
        kubernetes = cluster.client();
        server = vertx.createHttpServer()
                .requestHandler(new MachineDocuments(vertx, kubernetes).router())
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
    void instance_is_described_as_libvirt_does_for_who_may_read_it() throws Exception {
        HttpResponse<String> reply = get("alice", "vm");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).hasValue("application/xml; charset=utf-8");
        assertThat(reply.body())
                .startsWith("<domain type='qemu'>")
                .contains("<source file='/var/run/slipway-disks/root/");
        assertThat(LibvirtImport.of(reply.body()))
                .isInstanceOfSatisfying(
                        LibvirtImport.Imported.class,
                        again -> assertThat(again.machine()
                                        .at("/spec/template/spec/volumes/0/persistentVolumeClaim/claimName")
                                        .asText())
                                .isEqualTo("web-root"));
        var review = cluster.reviews().getFirst().path("resourceAttributes");
        assertThat(review.path("group").asText()).isEqualTo("slipway.dev");
        assertThat(review.path("resource").asText()).isEqualTo("virtualmachineinstances");
        assertThat(review.path("subresource").asText()).isEqualTo("libvirt-xml");
        assertThat(review.path("verb").asText()).isEqualTo("get");
    }

    @Test
    void who_may_not_read_it_and_who_asks_for_none_are_told_so() throws Exception {
        assertThat(get("", "vm").statusCode()).isEqualTo(401);
        HttpResponse<String> missing = get("alice", "other");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("other");
        cluster.allow(review -> false);
        HttpResponse<String> forbidden = get("alice", "vm");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        JsonObject status = new JsonObject(forbidden.body());
        assertThat(status.getString("message"))
                .contains("\"virtualmachineinstances/libvirt-xml\" in API group \"slipway.dev\"");
        assertThat(status.getJsonObject("details").getString("group")).isEqualTo("slipway.dev");
    }

    @Test
    void discovery_names_the_subresource() throws Exception {
        assertThat(path("", "/apis/slipway.dev").body()).contains("\"kind\":\"APIGroup\"");
        assertThat(path("", "/apis/slipway.dev/v1").body()).contains("\"virtualmachineinstances/libvirt-xml\"");
    }

    private HttpResponse<String> get(String user, String name) throws IOException, InterruptedException {
        return path(user, "/apis/slipway.dev/v1/namespaces/ns/virtualmachineinstances/" + name + "/libvirt-xml");
    }

    private HttpResponse<String> path(String user, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (!user.isEmpty()) {
            request.header("X-Remote-User", user);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
