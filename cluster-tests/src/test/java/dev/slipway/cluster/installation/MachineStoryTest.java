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
import java.nio.file.attribute.PosixFilePermissions;
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
        Path volume = open(Files.createDirectory(open(directory).resolve("volume")));
        HttpServer images = serve(SlipwayOnCluster.guest(directory));
        try {
            kubectl.apply(storage(namespace.name(), volume));
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
            power(kubectl, namespace, "stop");
            awaitStatus(kubectl, namespace, "Stopped");
            Awaitility.await("the Pod is gone")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () -> assertThat(kubectl.run("get", "pods,vmi", "-n", namespace.name(), "-o", "name"))
                                    .doesNotContain("story"));
            power(kubectl, namespace, "start");
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
            kubectl.run("delete", "pv,storageclass", namespace.name(), "--ignore-not-found", "--wait=false");
        }
    }

    private static void power(Kubectl kubectl, TestNamespace namespace, String what) {
        kubectl.feed(
                "{}",
                "replace",
                "--raw",
                "/apis/subresources.kubevirt.io/v1/namespaces/%s/virtualmachines/story/%s"
                        .formatted(namespace.name(), what),
                "-f",
                "-");
    }

    private static void awaitStatus(Kubectl kubectl, TestNamespace namespace, String status) {
        kubectl.run(
                "wait",
                "vm/story",
                "-n",
                namespace.name(),
                "--for=jsonpath={.status.printableStatus}=" + status,
                "--timeout=300s");
    }

    /** Machines run as a user of their own. */
    private static Path open(Path directory) throws IOException {
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
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

    private static String storage(String name, Path volume) {
        return """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: %1$s}
            provisioner: kubernetes.io/no-provisioner
            volumeBindingMode: WaitForFirstConsumer
            ---
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s}
            spec:
              capacity: {storage: 512Mi}
              accessModes: [ReadWriteOnce]
              storageClassName: %1$s
              local: {path: %2$s}
              nodeAffinity:
                required:
                  nodeSelectorTerms:
                  - matchExpressions:
                    - {key: kubernetes.io/hostname, operator: In, values: [node1]}
            """.formatted(name, volume);
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
