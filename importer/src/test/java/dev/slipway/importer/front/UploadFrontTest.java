package dev.slipway.importer.front;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.aggregation.RequestHeaderAuthority;
import dev.slipway.importer.upload.TestCertificates;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that has no object, and takes each that is made. */
class UploadFrontTest {
    private final ListeningOrder order = new ListeningOrder();
    private final Vertx vertx = order.vertx();

    @TempDir
    private Path directory;

    private HttpServer kubernetes;
    private KubernetesClient client;

    @BeforeEach
    void start() throws Exception {
        new TestCertificates().write(directory, "localhost");
        kubernetes = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        kubernetes.createContext("/", UploadFrontTest::answer);
        kubernetes.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + kubernetes.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        kubernetes.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void health_listens_last_since_it_tells_that_the_others_do() throws IOException {
        UploadFrontSettings settings = new UploadFrontSettings("127.0.0.1", 0, 0, 0, directory, directory);
        RequestHeaderAuthority apiServer =
                new RequestHeaderAuthority(Files.readString(directory.resolve("ca.crt")), Set.of());
        try (UploadFront _ = UploadFront.start(vertx, settings, client, apiServer)) {
            assertThat(order.encrypted()).containsExactly(true, true, false);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] object = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(object.length == 0 ? 404 : 201, object.length == 0 ? -1 : object.length);
        exchange.getResponseBody().write(object);
        exchange.close();
    }
}
