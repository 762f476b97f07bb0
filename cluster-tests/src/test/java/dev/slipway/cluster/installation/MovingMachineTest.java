package dev.slipway.cluster.installation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.SerialConsole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest that moves between nodes while it runs. */
@WithCluster
@Order(InstallationOrder.LAST)
class MovingMachineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void a_guest_moves_to_the_other_node_and_back_when_that_is_drained(RealCluster cluster, TestNamespace namespace) {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        TinyMachine machine = new TinyMachine(kubectl, namespace, "mover").create("");
        machine.awaitRunning();
        String life = machine.life();
        String source = machine.instance("{.status.nodeName}");
        String uid = machine.instance("{.metadata.uid}");

        machine.virtctl("migrate");
        Awaitility.await("the migration has succeeded")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> phases(kubectl, namespace), "Succeeded"::equals);

        assertThat(machine.instance("{.status.nodeName}")).isNotEqualTo(source);
        assertThat(machine.instance("{.metadata.uid}")).isEqualTo(uid);
        assertThat(machine.lifeAgain()).as("boot of the guest").isEqualTo(life);
        Awaitility.await("the Pod that it left has ended")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(runningPods(kubectl, namespace).lines())
                        .as("Pods that run")
                        .hasSize(1));

        String drained = machine.instance("{.status.nodeName}");
        try {
            // Ends when the Pod is off the node.
            kubectl.run(
                    "drain",
                    drained,
                    "--pod-selector=kubevirt.io=virt-launcher",
                    "--delete-emptydir-data",
                    "--timeout=240s");
        } finally {
            kubectl.run("uncordon", drained);
        }
        assertThat(machine.instance("{.status.nodeName}")).isEqualTo(source);
        assertThat(machine.instance("{.metadata.uid}")).isEqualTo(uid);
        assertThat(machine.lifeAgain()).as("boot of the guest, after the drain").isEqualTo(life);
        machine.delete();
    }

    @Test
    void a_guest_takes_a_disk_that_both_nodes_reach_with_it(RealCluster cluster, TestNamespace namespace)
            throws IOException {
        namespace.enforce("restricted");
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        try (LocalVolume volume = LocalVolume.shared(directory, kubectl, namespace.name())) {
            TinyMachine machine =
                    new TinyMachine(kubectl, namespace, "laden").createWithDisk(volume.name(), "ReadWriteMany");
            machine.awaitRunning();
            String source = machine.instance("{.status.nodeName}");
            try (SerialConsole console = machine.console()) {
                console.logIn();
                console.enter("echo written before the move | dd of=/dev/vdb conv=fsync; echo do''ne")
                        .awaitText("done");
            }
            machine.virtctl("migrate");
            Awaitility.await("the migration has succeeded")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> phases(kubectl, namespace), "Succeeded"::equals);
            assertThat(machine.instance("{.status.nodeName}")).isNotEqualTo(source);
            try (SerialConsole console = machine.console()) {
                console.enter("head -c 23 /dev/vdb; echo").awaitText("written before the move");
                console.enter("echo written after the move | dd of=/dev/vdb conv=fsync; echo ag''ain")
                        .awaitText("again");
            }
            try (InputStream image = Files.newInputStream(volume.path().resolve("disk.img"))) {
                assertThat(new String(image.readNBytes(22), US_ASCII)).isEqualTo("written after the move");
            }
            machine.delete();
            kubectl.run("delete", "dv,pvc", "--all", "-n", namespace.name(), "--timeout=120s");
        }
    }

    private static String phases(Kubectl kubectl, TestNamespace namespace) {
        return kubectl.run("get", "vmim", "-n", namespace.name(), "-o", "jsonpath={.items[*].status.phase}");
    }

    private static String runningPods(Kubectl kubectl, TestNamespace namespace) {
        return kubectl.run(
                "get", "pods", "-n", namespace.name(), "--field-selector=status.phase=Running", "-o", "name");
    }
}
