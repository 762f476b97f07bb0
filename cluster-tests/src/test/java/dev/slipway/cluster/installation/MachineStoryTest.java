package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a machine as its owner sees it. */
@WithCluster
@Order(InstallationOrder.LAST)
class MachineStoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) {
        SlipwayOnCluster.isInstalled(cluster);
    }

    @Test
    void a_machine_imports_its_disk_keeps_its_data_and_goes_without_a_trace(
            RealCluster cluster, TestNamespace namespace) throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        HttpServer images = serve(SlipwayOnCluster.guest(directory));
        TinyMachine story = new TinyMachine(kubectl, namespace, "story");
        try (LocalVolume _ = LocalVolume.in(directory, kubectl, namespace.name())) {
            kubectl.apply(machine(
                    namespace.name(),
                    "http://%s:%d/"
                            .formatted(
                                    cluster.client().getMasterUrl().getHost(),
                                    images.getAddress().getPort())));
            try (SerialConsole console = SerialConsole.open(cluster.client(), namespace.name(), "story")) {
                console.login();
                console.type("echo from the first life >/data/kept; sync; echo do''ne")
                        .expect("done");
            }
            story.virtctl("stop");
            story.awaitStatus("Stopped");
            Awaitility.await("the Pod is gone")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> assertThat(kubectl.run("get", "pods,vmi", "-n", namespace.name(), "-o", "name"))
                                    .doesNotContain("story"));
            story.virtctl("start");
            try (SerialConsole console = SerialConsole.open(cluster.client(), namespace.name(), "story")) {
                console.login();
                console.type("cat /data/kept").expect("from the first life");
            }
            kubectl.run("delete", "vm", "story", "-n", namespace.name(), "--timeout=120s");
            Awaitility.await("nothing is left in the namespace")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(kubectl.run(
                                    "get", "vmi,dv,pvc,pods,controllerrevisions", "-n", namespace.name(), "-o", "name"))
                            .doesNotContain("story"));
            Awaitility.await("nothing of its network is left on the node")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> assertThat(cluster.onNode("node1", "ls", "/run/slipway/wiring", "/run/slipway/p"))
                                    .doesNotContain(".json"));
        } finally {
            images.stop(0);
        }
    }

    private static HttpServer serve(Path image) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, Files.size(image));
                if (!exchange.getRequestMethod().equals("HEAD")) {
                    try (OutputStream body = exchange.getResponseBody()) {
                        Files.copy(image, body);
                    }
                }
            }
        });
        server.start();
        return server;
    }

    private static String machine(String namespace, String url) {
        return """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: story, namespace: %1$s}
            spec:
              runStrategy: Always
              dataVolumeTemplates:
              - metadata: {name: story-root}
                spec:
                  source: {http: {url: "%2$s"}}
                  storage:
                    storageClassName: %1$s
                    accessModes: [ReadWriteOnce]
                    resources: {requests: {storage: 256Mi}}
              template:
                spec:
                  domain:
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}]
                      interfaces: [{name: default, masquerade: {}}]
                    memory: {guest: 128Mi}
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: root, dataVolume: {name: story-root}}]
            """.formatted(namespace, url);
    }
}
