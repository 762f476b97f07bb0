package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.nodeagent.cni.CniNetworks;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real plugins, and with a neighbour of this machine that knows no way to Pods. */
final class CniPodNetworkTest {
    private static final Path PLUGINS = Path.of("/usr/lib/cni");
    private static final String NEIGHBOUR = "slipway-test-outside";
    private static final String NEIGHBOURS_ADDRESS = "198.51.100.2";

    @TempDir
    private Path directory;

    @BeforeEach
    void neighbour() throws IOException, InterruptedException {
        assumeTrue(
                System.getProperty("user.name").equals("root") && Files.exists(PLUGINS.resolve("bridge")),
                "SKIPPED: namespaces and CNI plugins need root and the package containernetworking-plugins");
        run("ip", "netns", "add", NEIGHBOUR);
        run("ip", "link", "add", "slipway-out", "type", "veth", "peer", "name", "eth0", "netns", NEIGHBOUR);
        run("ip", "address", "add", "198.51.100.1/30", "dev", "slipway-out");
        run("ip", "link", "set", "slipway-out", "up");
        run("ip", "-n", NEIGHBOUR, "address", "add", NEIGHBOURS_ADDRESS + "/30", "dev", "eth0");
        run("ip", "-n", NEIGHBOUR, "link", "set", "eth0", "up");
    }

    @AfterEach
    void noNeighbour() throws IOException, InterruptedException {
        if (Files.exists(Path.of("/run/netns", NEIGHBOUR))) {
            run("ip", "netns", "delete", NEIGHBOUR); // takes both ends of the cable along
        }
    }

    @Test
    void pods_reach_who_knows_no_way_to_them_and_leave_nothing_behind() throws IOException, InterruptedException {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid(UUID.randomUUID().toString())
                .endMetadata()
                .build();
        Path podDirectory = Files.createDirectory(directory.resolve("pod"));
        String namespace;
        String range;
        String tables = run("nft", "list", "tables");

        try (CniPodNetwork network =
                CniPodNetwork.open(new CniNetworks(List.of(PLUGINS)), directory.resolve("network"))) {
            PodNetwork.Connection connection = network.attach(pod, podDirectory);
            namespace = connection.netns().orElseThrow().getFileName().toString();

            assertThat(connection.addresses()).singleElement().asString().startsWith("10.88.");
            range = connection.addresses().getFirst().replaceFirst("[0-9]+$", "");
            assertThat(network.attach(pod, podDirectory)).isEqualTo(connection);
            run("ip", "netns", "exec", namespace, "busybox", "ping", "-c", "1", "-W", "5", "127.0.0.1");
            run("ip", "netns", "exec", namespace, "busybox", "ping", "-c", "1", "-W", "5", NEIGHBOURS_ADDRESS);
            network.detach(pod.getMetadata().getUid(), podDirectory);
        }

        assertThat(run("ip", "netns", "list")).doesNotContain(namespace);
        assertThat(run("nft", "list", "tables")).isEqualTo(tables);
        assertThat(run("ip", "address")).doesNotContain(range);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + output)
                .isZero();
        return output;
    }
}
