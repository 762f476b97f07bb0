package dev.slipway.standalone.images;

import dev.slipway.importer.ImporterCommand;
import dev.slipway.nodeagent.NodeAgent;
import dev.slipway.nodeagent.NodeAgentSettings;
import dev.slipway.operator.OperatorApp;
import dev.slipway.operator.OperatorSettings;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.OpenAccess;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.kubelet.Kubelet;
import dev.slipway.standalone.kubelet.KubeletSettings;
import dev.slipway.standalone.kubelet.LocalImage;
import dev.slipway.standalone.kubelet.LoopbackPodNetwork;
import dev.slipway.standalone.kubelet.NodeFacts;
import dev.slipway.standalone.scheduler.Scheduler;
import dev.slipway.standalone.storage.LiveDisks;
import dev.slipway.standalone.storage.LocalSnapshots;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * API server, storage, kubelet, scheduler, node-agent and operator on one directory, as the user of the test. As a program
 * it runs until it is killed: arguments are the directory and the port of the API server.
 */
final class ImageParts implements AutoCloseable {
    static final String NODE = "node-a";
    private static final Path DEFINITIONS = Path.of("../deploy/crds");
    private static final Path SNAPSHOT_DEFINITIONS = Path.of("src/main/resources/crds");

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final ApiServer server;
    private final Path directory;

    private ImageParts(ApiServer server, Path directory) {
        this.server = server;
        this.directory = directory;
        running.push(server);
    }

    public static void main(String[] arguments) throws Exception {
        try (ImageParts parts = start(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println("READY " + parts.address());
            Thread.currentThread().join();
        }
    }

    static ImageParts start(Path directory, int port) throws Exception {
        ImageParts parts = new ImageParts(
                ApiServer.start(OpenAccess.settings(directory.resolve("state.db"), port, Admission.NONE)), directory);
        try {
            parts.startAll();
            return parts;
        } catch (Exception e) {
            parts.close();
            throw e;
        }
    }

    private void startAll() throws Exception {
        KubernetesClient client = keep(client(address()));
        install(client);
        keep(LocalVolumes.start(client, directory.resolve("volumes")));
        keep(LocalSnapshots.start(client, directory.resolve("volumes"), new NoGuests()));
        Path kubelets = Files.createDirectories(directory.resolve("kubelet"));
        NodeFacts node =
                new NodeFacts(NODE, "127.0.0.1", 4, 4L << 30, 100L << 30, 100, "amd64", "6", "Linux", "", "test");
        LocalImage importer = new LocalImage(
                "slipway.dev/importer",
                "/usr/bin/slipway-importer",
                ImporterCommand.of(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        ImporterCommand.jars(),
                        directory.resolve("no-cache")),
                Map.of("LANG", "C.UTF-8"));
        keep(Kubelet.start(
                client,
                new KubeletSettings(NODE, kubelets.resolve(NODE), () -> List.of(importer), false, 100),
                new LoopbackPodNetwork(kubelets),
                node));
        keep(Scheduler.start(client));
        keep(new NodeAgent(
                        client, NodeAgentSettings.standalone(NODE, kubelets.resolve(NODE), directory.resolve("agent"))))
                .start();
        keep(new OperatorApp(
                        client,
                        OperatorSettings.embedded(
                                "test",
                                "amd64",
                                "slipway.dev/launcher:test",
                                new ImporterSettings(
                                        "slipway.dev/importer:test", "IfNotPresent", true, 3, Duration.ofMillis(200)))))
                .start();
    }

    private static void install(KubernetesClient client) throws IOException {
        define(client, DEFINITIONS, "");
        define(client, SNAPSHOT_DEFINITIONS, "volumesnapshot");
        client.resource(LocalVolumes.storageClass()).forceConflicts().serverSideApply();
        for (String name : List.of("slipway", "shop", "images")) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .serverSideApply();
        }
    }

    private static void define(KubernetesClient client, Path definitions, String which) throws IOException {
        try (Stream<Path> files = Files.list(definitions)) {
            List<Path> wanted = files.filter(path -> path.toString().endsWith(".yaml")
                            && path.getFileName().toString().startsWith(which))
                    .toList();
            for (Path file : wanted) {
                try (InputStream content = Files.newInputStream(file)) {
                    client.load(content).forceConflicts().serverSideApply();
                }
            }
        }
    }

    /** Here no guest has a disk open. */
    private static final class NoGuests implements LiveDisks {
        @Override
        public Optional<Copy> begin(String namespace, Path file, Path target, String id) {
            return Optional.empty();
        }

        @Override
        public Optional<Copy> find(String namespace, String id) {
            return Optional.empty();
        }
    }

    String address() {
        return server.address().toString();
    }

    static KubernetesClient client(String address) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(address)
                        .withRequestTimeout(10_000)
                        .build())
                .build();
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    @Override
    public void close() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        endContainers();
    }

    /** Containers outlive their kubelet, but not their directory. */
    private void endContainers() {
        ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(argument -> argument.startsWith(directory.resolve("kubelet") + "/")))
                .forEach(process -> {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                });
    }
}
