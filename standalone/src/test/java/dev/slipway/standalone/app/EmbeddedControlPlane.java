package dev.slipway.standalone.app;

import dev.slipway.operator.cluster.InstancePatches;
import dev.slipway.standalone.apiserver.Access;
import dev.slipway.standalone.apiserver.AccessByRoles;
import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.ApiServerSettings;
import dev.slipway.standalone.apiserver.RbacAccess;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.discovery.AggregatedGroups;
import dev.slipway.standalone.apiserver.http.Aggregated;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.RelayIdentity;
import dev.slipway.vncproxy.subresource.SubresourceApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The API server as standalone wires it, with admission, access, definitions and subresources, and no other part. */
public final class EmbeddedControlPlane implements AutoCloseable {
    /** Token of somebody who may do everything. */
    public static final String ADMIN_TOKEN = AccessByRoles.ADMIN_TOKEN;

    private final ApiServer server;
    private final List<KubernetesClient> parts;
    private final RelayClient relay;

    private EmbeddedControlPlane(ApiServer server, List<KubernetesClient> parts, RelayClient relay) {
        this.server = server;
        this.parts = parts;
        this.relay = relay;
    }

    /** Starts one that keeps its state in {@code directory}. */
    public static EmbeddedControlPlane start(Path directory) throws IOException, InterruptedException {
        DataDirectory data =
                DataDirectory.take(Files.createDirectories(directory)).orElseThrow();
        int port = freePort();
        Vertx vertx = ApiServer.eventLoops();
        KubernetesClient operator = client(port, AccessByRoles.token("operator"));
        KubernetesClient part = client(port, AccessByRoles.token("vnc-proxy"));
        Certificates.Pem pem =
                Certificates.in(data).leaf("vnc-proxy", "slipway:vnc-proxy", List.of("slipway:parts"), List.of());
        RelayClient relay = new RelayClient(vertx, new RelayIdentity(pem.certificate(), pem.key(), pem.authority()));
        Aggregated subresources = new Aggregated(
                "/apis/subresources.kubevirt.io/",
                List.of(AggregatedGroups.subresources()),
                List.of(),
                new SubresourceApi(vertx, part, relay).router());
        SigningKey key = SigningKey.readOrCreate(directory.resolve("tls/service-account.key"));
        MachineAdmission admission = new MachineAdmission();
        admission.instructs(new InstancePatches(operator));
        ApiServer server = ApiServer.start(
                new ApiServerSettings(
                        directory.resolve("state.db"),
                        "127.0.0.1",
                        port,
                        Optional.empty(),
                        "test",
                        objects -> {
                            admission.reads(objects);
                            Access access = new RbacAccess(AccessByRoles.tokens(), key, Clock.systemUTC()).of(objects);
                            admission.asks(access.authorizer());
                            return access;
                        },
                        admission,
                        List.of(subresources),
                        List.of()),
                vertx);
        try (KubernetesClient admin = client(port, ADMIN_TOKEN)) {
            new Definitions(admin).apply();
        }
        return new EmbeddedControlPlane(server, List.of(operator, part), relay);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static KubernetesClient client(int port, String token) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + port)
                        .withOauthToken(token)
                        .build())
                .build();
    }

    /** Returns where it listens. */
    public URI address() {
        return server.address();
    }

    @Override
    public void close() throws IOException {
        relay.close();
        parts.forEach(KubernetesClient::close);
        server.close();
    }
}
