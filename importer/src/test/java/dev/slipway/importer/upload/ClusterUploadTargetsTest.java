package dev.slipway.importer.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that knows a few objects, and answers 404 for all others. */
class ClusterUploadTargetsTest {
    private static final String CLAIM = "/api/v1/namespaces/shop/persistentvolumeclaims/root";
    private static final String VOLUME = "/apis/cdi.kubevirt.io/v1beta1/namespaces/shop/datavolumes/root";
    private static final String PODS = "/api/v1/namespaces/shop/pods";

    private final Map<String, String> objects = new ConcurrentHashMap<>();
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String object = objects.get(exchange.getRequestURI().getPath());
            byte[] body = (object == null ? "{\"kind\":\"Status\",\"code\":404}" : object).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(object == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
        objects.put(PODS, pods(""));
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private UploadTarget find() {
        return UploadTargets.in(client).find("shop", "root");
    }

    private static String pods(String items) {
        return "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[" + items + "]}";
    }

    private static String pod(String status) {
        return "{\"metadata\":{\"name\":\"cdi-upload-root\",\"namespace\":\"shop\"},"
                + "\"spec\":{\"volumes\":[{\"name\":\"disk\",\"persistentVolumeClaim\":{\"claimName\":\"root\"}}]},\"status\":"
                + status
                + "}";
    }

    private void uploadClaim(String more) {
        objects.put(
                CLAIM,
                "{\"kind\":\"PersistentVolumeClaim\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"root\",\"namespace\":\"shop\","
                        + "\"annotations\":{\"cdi.kubevirt.io/storage.upload.target\":\"\"" + more + "}},\"spec\":{}}");
    }

    @Test
    void claim_that_does_not_exist_is_missing() {
        assertThat(find()).isEqualTo(new UploadTarget.Missing());
    }

    @Test
    void ordinary_claim_takes_no_upload() {
        objects.put(
                CLAIM,
                "{\"kind\":\"PersistentVolumeClaim\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"root\",\"namespace\":\"shop\"},\"spec\":{}}");
        assertThat(find()).isEqualTo(new UploadTarget.NotForUpload());
    }

    @Test
    void data_volume_with_upload_source_makes_its_claim_one_that_does() {
        objects.put(
                CLAIM,
                "{\"kind\":\"PersistentVolumeClaim\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"root\",\"namespace\":\"shop\"},\"spec\":{}}");
        objects.put(
                VOLUME,
                "{\"kind\":\"DataVolume\",\"apiVersion\":\"cdi.kubevirt.io/v1beta1\",\"metadata\":{\"name\":\"root\",\"namespace\":\"shop\"},"
                        + "\"spec\":{\"source\":{\"upload\":{}}}}");
        assertThat(find()).isInstanceOf(UploadTarget.NotReady.class);
    }

    @Test
    void ready_pod_is_found_by_the_claim_it_mounts() {
        uploadClaim("");
        objects.put(
                PODS,
                pods(
                        pod(
                                "{\"phase\":\"Running\",\"podIP\":\"10.1.2.3\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}")));
        assertThat(find()).isEqualTo(new UploadTarget.Ready("10.1.2.3", "cdi-upload-root.shop.svc"));
    }

    @Test
    void pod_that_is_not_ready_is_named_with_its_phase() {
        uploadClaim("");
        objects.put(PODS, pods(pod("{\"phase\":\"Pending\"}")));
        assertThat(find()).isEqualTo(new UploadTarget.NotReady("the Pod that takes it is not ready (Pending)"));
    }

    @Test
    void claim_whose_upload_succeeded_is_filled() {
        uploadClaim(",\"cdi.kubevirt.io/storage.pod.phase\":\"Succeeded\"");
        assertThat(find()).isEqualTo(new UploadTarget.Filled());
    }
}
