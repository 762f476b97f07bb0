package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.traces.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that come and go on a cluster leave nothing behind; {@code slipway.cluster.rounds} says how many. */
@WithCluster
@Order(InstallationOrder.LAST)
class RoundsTest {
    /** Every so often a machine has a disk in a claim, which takes an importer. */
    private static final int WITH_DISK = 2;

    /** What a running machine has. */
    private static final Set<String> KINDS =
            Set.of("process", "port", "namespace", "mount", "cgroup", "file", "object");

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) throws IOException {
        SlipwayOnCluster.isInstalled(cluster);
        SlipwayOnCluster.hasGuestImage(cluster);
    }

    @Test
    void rounds_of_create_stop_start_and_delete_leave_no_trace(RealCluster cluster, TestNamespace namespace)
            throws IOException {
        int rounds = Integer.getInteger("slipway.cluster.rounds", 2);
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        Traces before = NodeTraces.of(cluster, kubectl);
        TinyMachine seen = new TinyMachine(kubectl, namespace, "seen").create("node1");
        seen.awaitRunning();
        assertThat(NodeTraces.of(cluster, kubectl).since(before).kinds()).containsAll(KINDS);
        seen.delete();
        for (int i = 1; i <= rounds; i++) {
            String name = "round-" + i;
            if (i % WITH_DISK == 0) {
                try (LocalVolume volume = LocalVolume.in(directory, kubectl, namespace.name() + "-" + i)) {
                    round(new TinyMachine(kubectl, namespace, name).createWithDisk(volume.name()));
                }
            } else {
                round(new TinyMachine(kubectl, namespace, name).create(""));
            }
            if (i % 20 == 0) {
                System.out.printf("round %d of %d%n", i, rounds);
            }
        }
        Awaitility.await("nothing is left of %d rounds".formatted(rounds))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(
                                NodeTraces.of(cluster, kubectl).since(before).lines())
                        .isEmpty());
    }

    private static void round(TinyMachine machine) {
        machine.awaitRunning();
        machine.virtctl("stop");
        machine.awaitStatus("Stopped");
        machine.virtctl("start");
        machine.awaitStatus("Running");
        machine.delete();
    }
}
