package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL at any moment, to any process: it is told, it is made good, and no guest ever runs twice or without an owner. All
 * happens to one Slipway, which knows what was done to it before.
 */
class KilledProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path directory;

    private static Path data;
    private static RunningSlipway slipway;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        data = directory.resolve("data");
        slipway = RunningSlipway.start(data);
        client = slipway.client();
    }

    @AfterAll
    static void stop() throws Exception {
        if (slipway != null) {
            client.close();
            slipway.close();
        }
    }

    @Test
    void killed_launcher_is_told_takes_its_guest_along_and_its_machine_runs_again() {
        BareMachine machine = new BareMachine(client, data, "always").create("Always");
        machine.awaitStatus("Running");
        String first = machine.instance().get().getMetadata().getUid();
        ProcessHandle qemu = machine.qemus().getFirst();
        machine.launchers().getFirst().destroyForcibly();
        await("its guest is gone").atMost(PATIENCE).until(() -> !qemu.isAlive());
        await("another one runs").atMost(PATIENCE).until(() -> {
            var now = machine.instance().get();
            return now != null
                    && !now.getMetadata().getUid().equals(first)
                    && machine.status().equals("Running");
        });
        assertThat(machine.qemus()).hasSize(1);
        await("it is told why").atMost(PATIENCE).until(() -> isTold("always", "Stopped", "The launcher"));
        machine.delete();
    }

    @Test
    void machine_that_runs_once_stays_stopped_after_its_launcher_was_killed() {
        BareMachine machine = new BareMachine(client, data, "once").create("Once");
        machine.awaitStatus("Running");
        machine.launchers().getFirst().destroyForcibly();
        machine.awaitStatus("Stopped");
        assertThat(machine.instance().get().getStatus().phase()).isEqualTo("Failed");
        assertThat(machine.qemus()).isEmpty();
        await("its Pod has ended, too")
                .atMost(PATIENCE)
                .until(() -> ends("once"), Map.of("compute", 137, "guest-console-log", 0)::equals);
        machine.delete();
    }

    @Test
    void killed_qemu_is_told_and_its_machine_runs_again() {
        BareMachine machine = new BareMachine(client, data, "qemu").create("Always");
        machine.awaitStatus("Running");
        ProcessHandle first = machine.qemus().getFirst();
        first.destroyForcibly();
        await("another one runs")
                .atMost(PATIENCE)
                .until(() -> !machine.qemus().isEmpty()
                        && machine.qemus().getFirst().pid() != first.pid()
                        && machine.status().equals("Running"));
        await("it is told why").atMost(PATIENCE).until(() -> isTold("qemu", "Stopped", "signal 9"));
        machine.delete();
    }

    @Test
    void slipway_killed_at_random_moments_keeps_what_it_confirmed_and_machines_run_on() throws Exception {
        long seed = Long.getLong("slipway.seed", 20261128L);
        Random random = new Random(seed);
        BareMachine steady = new BareMachine(client, data, "steady").create("Always");
        steady.awaitStatus("Running");
        long qemu = steady.qemus().getFirst().pid();
        Map<String, Integer> confirmed = new ConcurrentHashMap<>();
        List<BareMachine> newcomers = new ArrayList<>();
        for (int kill = 0; kill < Integer.getInteger("slipway.kills", 4); kill++) {
            int round = kill;
            Thread writer = Thread.startVirtualThread(() -> write(round, confirmed));
            BareMachine newcomer = new BareMachine(client, data, "newcomer-" + kill).create("Always");
            Thread.sleep(random.nextInt(2500));
            slipway.kill();
            writer.join();
            slipway.startAgain();
            Map<String, Integer> stored = stored();
            // The last write may have been stored without anybody hearing of it; none that was confirmed may be lost.
            confirmed.forEach((name, number) -> assertThat(stored.getOrDefault(name, -1))
                    .as("seed %d, kill %d, %s", seed, round, name)
                    .isGreaterThanOrEqualTo(number));
            newcomer.awaitStatus("Running");
            assertThat(newcomer.qemus()).as("seed %d, kill %d", seed, kill).hasSize(1);
            assertThat(steady.qemus()).extracting(ProcessHandle::pid).containsExactly(qemu);
            // The next kill comes while it is cleared away.
            newcomer.askToGo();
            newcomers.add(newcomer);
        }
        newcomers.forEach(BareMachine::delete);
        assertThat(newcomers)
                .allSatisfy(newcomer -> assertThat(newcomer.qemus()).isEmpty());
        steady.delete();
        assertThat(steady.qemus()).isEmpty();
    }

    /** Writes until the server is gone; notes what it confirmed. */
    private static void write(int round, Map<String, Integer> confirmed) {
        try {
            for (int i = 0; i < 10_000; i++) {
                String name = "note-" + round + "-" + i % 50;
                ConfigMap written = client.resource(new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace("default")
                                .endMetadata()
                                .withData(Map.of("i", Integer.toString(i)))
                                .build())
                        .forceConflicts()
                        .serverSideApply();
                confirmed.put(name, number(written));
            }
        } catch (KubernetesClientException e) {
            // the kill
        }
    }

    private static Map<String, Integer> stored() {
        Map<String, Integer> stored = new TreeMap<>();
        client.configMaps().inNamespace("default").list().getItems().stream()
                .filter(map -> map.getMetadata().getName().startsWith("note-"))
                .forEach(map -> stored.put(map.getMetadata().getName(), number(map)));
        return stored;
    }

    private static int number(ConfigMap map) {
        return Integer.parseInt(map.getData().get("i"));
    }

    /** Returns the exit codes of the containers of a machine's Pods that have failed. */
    private static Map<String, Integer> ends(String machine) {
        return client.pods().inNamespace("default").withLabel("vm.kubevirt.io/name", machine).list().getItems().stream()
                .map(Pod::getStatus)
                .filter(status -> "Failed".equals(status.getPhase()))
                .flatMap(status -> status.getContainerStatuses().stream())
                .collect(Collectors.toMap(
                        ContainerStatus::getName,
                        status -> status.getState().getTerminated().getExitCode()));
    }

    private static boolean isTold(String machine, String reason, String words) {
        Set<String> told = new TreeSet<>();
        for (Event event : client.v1().events().inNamespace("default").list().getItems()) {
            if (event.getInvolvedObject().getName().equals(machine)
                    && event.getReason().equals(reason)) {
                told.add(event.getMessage());
            }
        }
        return told.stream().anyMatch(message -> message.contains(words));
    }
}
