package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.traces.Traces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** Machines that come and go side by side. */
    private static final int AT_ONCE = 3;

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
            throws IOException, InterruptedException, ExecutionException {
        int rounds = Integer.getInteger("slipway.cluster.rounds", 2);
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        // Parts that another test has killed make traces of their own when they come back.
        kubectl.run("wait", "pods", "--all", "-n", "slipway", "--for=condition=Ready", "--timeout=240s");
        Traces before = NodeTraces.of(cluster, kubectl);
        TinyMachine seen = new TinyMachine(kubectl, namespace, "seen").create("node1");
        seen.awaitRunning();
        assertThat(NodeTraces.of(cluster, kubectl).since(before).kinds()).containsAll(KINDS);
        seen.delete();
        try (ExecutorService lanes = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 1; i <= rounds; i++) {
                int number = i;
                all.add(lanes.submit(() -> {
                    round(kubectl, namespace, number);
                    if (number % 20 == 0) {
                        System.out.printf("round %d of %d%n", number, rounds);
                    }
                    return number;
                }));
            }
            try {
                for (Future<?> one : all) {
                    one.get();
                }
            } finally {
                // Those that have not begun are not wanted after one that failed.
                lanes.shutdownNow();
            }
        }
        Awaitility.await("nothing is left of %d rounds".formatted(rounds))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(
                                NodeTraces.of(cluster, kubectl).since(before).lines())
                        .isEmpty());
    }

    private void round(Kubectl kubectl, TestNamespace namespace, int number) throws IOException {
        TinyMachine machine = new TinyMachine(kubectl, namespace, "round-" + number);
        if (number % WITH_DISK == 0) {
            try (LocalVolume volume = LocalVolume.in(directory, kubectl, namespace.name() + "-" + number)) {
                round(machine.createWithDisk(volume.name()));
            }
        } else {
            round(machine.create(""));
        }
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
