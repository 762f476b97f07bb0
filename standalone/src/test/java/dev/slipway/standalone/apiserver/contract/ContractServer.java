package dev.slipway.standalone.apiserver.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.OpenAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test a {@link Cluster}: the server of the suite, with a fresh namespace of its own. */
public final class ContractServer implements ParameterResolver {
    private static final Namespace SUITE = Namespace.create(ContractServer.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Server server =
                context.getRoot().getStore(SUITE).computeIfAbsent(Server.class, _ -> Server.start(), Server.class);
        return context.getStore(SUITE)
                .computeIfAbsent(Cluster.class, _ -> Cluster.in(server.client, freshName()), Cluster.class);
    }

    private static String freshName() {
        return "contract-" + UUID.randomUUID().toString().substring(0, 8);
    }

    /** The server that all tests share. */
    private record Server(ApiClient client, Optional<Embedded> embedded) implements AutoCloseable {
        static Server start() {
            try {
                String kubeconfig = System.getProperty("slipway.contract.kubeconfig", "");
                Server server = kubeconfig.isEmpty() ? embed() : connect(Path.of(kubeconfig));
                server.client.post("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Widgets.DEFINITION);
                Widgets.awaitServed(server.client);
                return server;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Server embed() throws IOException {
            Path folder = Files.createTempDirectory("slipway-contract");
            ApiServer server = ApiServer.start(OpenAccess.settings(folder.resolve("state.db")));
            return new Server(
                    new ApiClient(server.address(), Optional.empty()), Optional.of(new Embedded(server, folder)));
        }

        private static Server connect(Path kubeconfig) throws IOException {
            JsonNode config = new YAMLMapper().readTree(kubeconfig.toFile());
            URI address = URI.create(config.at("/clusters/0/cluster/server").asText());
            String token = config.at("/users/0/user/token").asText();
            return new Server(new ApiClient(address, Optional.of(token)), Optional.empty());
        }

        @Override
        public void close() throws IOException {
            client.close();
            if (embedded.isPresent()) {
                embedded.get().server.close();
                try (Stream<Path> files = Files.walk(embedded.get().folder)) {
                    List<Path> deepestFirst =
                            files.sorted(Comparator.reverseOrder()).toList();
                    for (Path file : deepestFirst) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private record Embedded(ApiServer server, Path folder) {}
}
