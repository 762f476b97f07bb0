package dev.slipway.vncproxy.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.aggregation.RequestHeaderAuthority;
import dev.slipway.vncproxy.TestIdentity;
import dev.slipway.vncproxy.relay.RelayIdentity;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyServersTest {
    private static final String DISCOVERY = "/apis/subresources.kubevirt.io/v1";

    private final ListeningOrder order = new ListeningOrder();
    private final Vertx vertx = order.vertx();
    private final KubernetesClient nowhere = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder().withMasterUrl("http://127.0.0.1:1").build())
            .build();

    @TempDir
    private Path directory;

    private RelayIdentity apiServer;
    private ProxySettings settings;

    @BeforeEach
    void certificates() throws IOException {
        apiServer = TestIdentity.make(directory, "front-proxy-client");
        RelayIdentity serving = TestIdentity.make(directory, "serving");
        Files.copy(serving.certificate(), directory.resolve("tls.crt"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(serving.key(), directory.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        settings = new ProxySettings("127.0.0.1", 0, 0, 0, directory, serving, Set.of());
    }

    @AfterEach
    void end() {
        nowhere.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void api_server_is_answered() throws IOException {
        try (ProxyServers servers = start("front-proxy-client")) {
            assertThat(get(servers.apiPort(), Optional.of(apiServer))).isEqualTo(200);
        }
    }

    @Test
    void health_listens_last_since_it_tells_that_the_others_do() throws IOException {
        try (ProxyServers _ = start("front-proxy-client")) {
            assertThat(order.encrypted()).containsExactly(true, true, false);
        }
    }

    @Test
    void certificate_with_another_name_is_refused() throws IOException {
        try (ProxyServers servers = start("somebody-else")) {
            assertThat(get(servers.apiPort(), Optional.of(apiServer))).isEqualTo(403);
        }
    }

    @Test
    void caller_without_a_certificate_gets_no_connection() throws IOException {
        try (ProxyServers servers = start("front-proxy-client")) {
            assertThatThrownBy(() -> get(servers.apiPort(), Optional.empty())).isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void certificate_of_another_authority_gets_no_connection() throws IOException {
        RelayIdentity stranger = TestIdentity.make(directory, "stranger");
        try (ProxyServers servers = start("front-proxy-client")) {
            assertThatThrownBy(() -> get(servers.apiPort(), Optional.of(stranger)))
                    .isInstanceOf(CompletionException.class);
        }
    }

    @Test
    void wrong_port_is_named_with_its_variable() {
        assertThatThrownBy(() -> ProxySettings.of(Map.of("SLIPWAY_API_PORT", "many")))
                .hasMessage("SLIPWAY_API_PORT is \"many\", which is no port; use a number from 0 to 65535.");
    }

    private ProxyServers start(String allowed) throws IOException {
        return ProxyServers.start(
                vertx,
                settings,
                nowhere,
                new RequestHeaderAuthority(Files.readString(apiServer.certificate()), Set.of(allowed)));
    }

    private int get(int port, Optional<RelayIdentity> identity) {
        HttpClientOptions options =
                new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
        identity.ifPresent(shown -> options.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(shown.certificate().toString())
                .setKeyPath(shown.key().toString())));
        return vertx.createHttpClient(options)
                .request(HttpMethod.GET, port, "127.0.0.1", DISCOVERY)
                .compose(request -> request.send())
                .map(HttpClientResponse::statusCode)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
