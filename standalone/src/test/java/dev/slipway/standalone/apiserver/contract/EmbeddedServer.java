package dev.slipway.standalone.apiserver.contract;

import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.ApiServerSettings;
import dev.slipway.standalone.apiserver.RbacAccess;
import dev.slipway.standalone.apiserver.TlsMaterial;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.StaticTokens;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.aggregate.FrontProxy;
import dev.slipway.standalone.apiserver.kubectl.SelfSigned;
import dev.slipway.standalone.apiserver.request.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The API server of standalone, with roles, in this process. */
final class EmbeddedServer implements ServerUnderTest {
    @Override
    public Optional<String> hindrance() {
        return Optional.empty();
    }

    @Override
    public Path kubeconfig(ExtensionContext context) {
        return running(context).kubeconfig;
    }

    @Override
    public Map<String, String> differences() {
        return KnownDifferences.read();
    }

    @Override
    public void restart(ExtensionContext context) throws IOException {
        running(context).restart();
    }

    private static Running running(ExtensionContext context) {
        return context.getRoot()
                .getStore(ContractServer.SUITE)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    }

    private static final class Running implements AutoCloseable {
        private final Path folder;
        private final TlsMaterial tls;
        private final FrontProxy proxy;
        private final SigningKey key = SigningKey.generate();
        private final Path kubeconfig;
        private ApiServer server;

        private Running(Path folder) throws IOException {
            this.folder = folder;
            this.tls = SelfSigned.in(folder);
            TlsMaterial client = SelfSigned.in(
                    Files.createDirectory(folder.resolve("proxy")),
                    "front-proxy",
                    new GeneralName(GeneralName.dNSName, "front-proxy"));
            this.proxy = new FrontProxy(client.certificate(), client.key(), client.certificate(), "front-proxy");
            this.server = serve(0);
            this.kubeconfig =
                    Files.writeString(folder.resolve("config"), """
                    apiVersion: v1
                    kind: Config
                    current-context: admin
                    clusters: [{name: embedded, cluster: {server: "%s", certificate-authority: "%s"}}]
                    users: [{name: admin, user: {token: secret}}]
                    contexts: [{name: admin, context: {cluster: embedded, user: admin}}]
                    """.formatted(server.address(), tls.certificate()));
        }

        static Running start() {
            try {
                return new Running(Files.createTempDirectory("slipway-contract"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private ApiServer serve(int port) throws IOException {
            Caller admin = new Caller("admin", "", List.of("system:masters"), Map.of());
            return ApiServer.start(new ApiServerSettings(
                    folder.resolve("state.db"),
                    "127.0.0.1",
                    port,
                    Optional.of(tls),
                    "test",
                    new RbacAccess(StaticTokens.of(Map.of("secret", admin)), key, Clock.systemUTC()),
                    Admission.NONE,
                    List.of(),
                    List.of(),
                    Optional.of(proxy)));
        }

        void restart() throws IOException {
            int port = server.port();
            server.close();
            server = serve(port);
        }

        @Override
        public void close() throws IOException {
            server.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
