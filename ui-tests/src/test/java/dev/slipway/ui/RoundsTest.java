package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.ui.traces.Traces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Machines that come and go leave nothing behind. */
class RoundsTest {
    /** Every so often a machine has a disk, which takes an importer and some seconds. */
    private static final int WITH_DISK = 5;

    /** What a running machine has; a look that does not see it could not see it being left behind. */
    private static final Set<String> KINDS = Set.of("process", "file", "port", "namespace");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void rounds_of_create_start_stop_start_and_delete_leave_no_trace() throws Exception {
        int rounds = Integer.getInteger("slipway.rounds", 6);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = directory.resolve("data");
        try (RunningSlipway slipway = RunningSlipway.start(data);
                KubernetesClient client = slipway.client()) {
            // The first machine makes what stays: the bridge, the launcher's cache.
            round(new BareMachine(client, data, "first"), true);
            assertThat(running(new BareMachine(client, data, "seen")).kinds()).isEqualTo(KINDS);
            await("the launcher is trained")
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> Files.exists(data.resolve("images/launcher.aot")));
            settle(data);
            Traces before = Leftovers.of(data);
            assertThat(before.kinds()).as("address translation is seen, too").contains("rule");
            for (int i = 1; i <= rounds; i++) {
                round(new BareMachine(client, data, "round-" + i), i % WITH_DISK == 0);
                if (i % 20 == 0) {
                    System.out.printf("round %d of %d%n", i, rounds);
                }
            }
            await("nothing is left of %d rounds".formatted(rounds))
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(Leftovers.of(data).since(before).lines()).isEmpty());
        }
        assertThat(Leftovers.of(data).lines())
                .filteredOn(line -> !line.startsWith("file "))
                .isEmpty();
    }

    private static Traces running(BareMachine machine) throws Exception {
        Traces before = Leftovers.of(machine.data());
        machine.create("Always").awaitStatus("Running");
        Traces more = Leftovers.of(machine.data()).since(before);
        machine.delete();
        return more;
    }

    private static void round(BareMachine machine, boolean disk) {
        if (disk) {
            machine.createWithDisk("Always");
        } else {
            machine.create("Always");
        }
        machine.awaitStatus("Running");
        machine.setStrategy("Halted");
        machine.awaitStatus("Stopped");
        machine.setStrategy("Always");
        machine.awaitStatus("Running");
        machine.delete();
    }

    private static void settle(Path data) {
        await("the first machine is cleared away")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Leftovers.of(data).lines().stream().noneMatch(line -> line.startsWith("port")));
    }
}
