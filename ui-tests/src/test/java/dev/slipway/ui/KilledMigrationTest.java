package dev.slipway.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.ui.traces.Traces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL to Slipway, its node-agents among it, while a guest moves: the guest runs on at one end, the migration ends and
 * says how, another one goes well, and nothing is left of either. Told when it is asked for, as it takes two minutes a kill.
 */
@EnabledIfSystemProperty(
        named = "slipway.kills",
        matches = "\\d+",
        disabledReason = "-Dslipway.kills=N tells how often Slipway is killed while a guest moves")
class KilledMigrationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** So the memory of the guest, some 70 MiB of it, takes several seconds. */
    private static final String SLOW = """
            apiVersion: migrations.kubevirt.io/v1alpha1
            kind: MigrationPolicy
            metadata: {name: slow}
            spec:
              bandwidthPerMigration: 8Mi
              selectors: {virtualMachineInstanceSelector: {pace: slow}}
            """;

    /** In this time all of it has moved. */
    private static final Duration MOVED = Duration.ofSeconds(20);

    /** What Slipway has for itself, which was started anew, and for its second node. */
    private static final List<String> OWN = List.of("quarkus-run.jar", "file tmp/", "file run/vm-2");

    private static final String PROGRESS = "slipway.dev/migration-progress";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private Path data;
    private RunningSlipway slipway;
    private KubernetesClient client;
    private BareMachine machine;
    private int moves;

    /**
     * When Slipway is killed, and for how long it is away.
     *
     * @param name what the moment is called
     * @param reached whether it is there
     */
    private record Moment(String name, Callable<Boolean> reached, Duration away) {}

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        data = directory.resolve("data");
        slipway = RunningSlipway.startWith(List.of("--nodes", "2"), data);
        client = slipway.client();
        machine = new BareMachine(client, data, "web");
    }

    @AfterEach
    void stop() throws Exception {
        if (slipway != null) {
            client.close();
            slipway.close();
        }
    }

    @Test
    void guest_whose_way_is_cut_by_a_kill_runs_on_at_one_end_and_can_move_again() throws Exception {
        Path image = GuestImage.tiny();
        try (FileServer files = FileServer.onLoopback()) {
            Traces before = settled();
            create(files.offer("tiny.qcow2", image));
            machine.awaitStatus("Running");
            count();
            for (Moment moment : moments()) {
                killAt(moment);
            }
            machine.delete();
            assertThat(machine.qemus()).isEmpty();
            await("nothing is left")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(Leftovers.of(data).since(before).lines())
                                    .filteredOn(line -> OWN.stream().noneMatch(line::contains))
                                    .isEmpty());
        }
    }

    /** The first one is the default: {@code slipway.kills} of them are told, the last of them at random. */
    private List<Moment> moments() {
        List<Moment> moments = new ArrayList<>(List.of(
                new Moment("memory moves", this::hasProgress, Duration.ZERO),
                new Moment("memory moves, until it has moved", this::hasProgress, MOVED),
                new Moment("the target was made", () -> machine.launchers().size() == 2, Duration.ZERO),
                new Moment("the target listens", () -> machine.qemus().size() == 2, Duration.ZERO)));
        int kills = Integer.getInteger("slipway.kills", 1);
        long seed = Long.getLong("slipway.seed", 20261130L);
        Random random = new Random(seed);
        for (int i = moments.size(); i < kills; i++) {
            Duration wait = Duration.ofMillis(random.nextInt(12_000));
            Duration away = Duration.ofMillis(random.nextInt(10_000));
            moments.add(new Moment("%s, kill %d of seed %d".formatted(wait, i, seed), () -> passed(wait), away));
        }
        return moments.subList(0, kills);
    }

    private static boolean passed(Duration wait) throws InterruptedException {
        Thread.sleep(wait);
        return true;
    }

    private void killAt(Moment moment) throws Exception {
        String name = "move-" + ++moves;
        client.resource(SLOW).create();
        migrate(name);
        await(moment.name())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(moment.reached());
        slipway.kill();
        Thread.sleep(moment.away());
        slipway.startAgain();
        String phase = end(name);
        System.out.printf("killed when %s: %s %s%n", moment.name(), phase, reason(name));
        if (phase.equals("Failed")) {
            assertThat(reason(name)).as(moment.name()).isNotEmpty();
        }
        runsOnce(moment.name());
        client.resource(SLOW).delete();
        String next = "move-" + ++moves;
        migrate(next);
        assertThat(end(next))
                .as("%s: the next one: %s", moment.name(), reason(next))
                .isEqualTo("Succeeded");
        runsOnce("after " + moment.name());
    }

    private void runsOnce(String when) throws Exception {
        await(when + ": one Pod, one launcher and one QEMU are left")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    assertThat(machine.qemus()).hasSize(1);
                    assertThat(machine.launchers()).hasSize(1);
                    assertThat(runningPods()).hasSize(1);
                });
        machine.awaitStatus("Running");
        try (SerialConsole console = SerialConsole.open(slipway, "default", "web")) {
            console.awaitText("now 100", PATIENCE);
            console.awaitText("now 100", PATIENCE);
        }
    }

    private List<String> runningPods() {
        return client.pods().inNamespace("default").withLabel("vm.kubevirt.io/name", "web").list().getItems().stream()
                .filter(pod -> !pod.getStatus().getPhase().equals("Succeeded")
                        && !pod.getStatus().getPhase().equals("Failed"))
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    private boolean hasProgress() {
        VirtualMachineInstance instance = machine.instance().get();
        VirtualMachineInstanceMigrationState state = instance.getStatus().migrationState();
        return state != null
                && migration("move-" + moves)
                        .filter(move -> move.getMetadata().getUid().equals(state.migrationUid()))
                        .isPresent()
                && Optional.ofNullable(instance.getMetadata().getAnnotations())
                        .map(notes -> notes.getOrDefault(PROGRESS, ""))
                        .filter(note -> note.contains(String.valueOf(state.migrationUid()))
                                && note.contains("\"stage\":\"moving\"")
                                && !note.contains("\"remaining\":0,"))
                        .isPresent();
    }

    private void create(String url) {
        client.resource("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: web, namespace: default}
                spec:
                  runStrategy: Always
                  dataVolumeTemplates:
                  - metadata: {name: web-root}
                    spec:
                      source: {http: {url: "%s"}}
                      storage: {resources: {requests: {storage: 256Mi}}}
                  template:
                    metadata: {labels: {pace: slow}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      domain:
                        memory: {guest: 128Mi}
                        devices:
                          disks: [{name: root, disk: {bus: virtio}}]
                          interfaces: [{name: default, masquerade: {}}]
                      networks: [{name: default, pod: {}}]
                      volumes: [{name: root, dataVolume: {name: web-root}}]
                """.formatted(url)).create();
    }

    /** The number lives in the guest's memory alone: a guest that was started anew does not count on. */
    private void count() throws Exception {
        try (SerialConsole console = SerialConsole.open(slipway, "default", "web")) {
            console.logIn(PATIENCE);
            console.type("n=1000000; while sleep 1; do n=$((n+1)); echo now $n; done\n");
            console.awaitText("now 1000002", PATIENCE);
        }
    }

    /** The first machine makes what stays. */
    private Traces settled() throws Exception {
        new BareMachine(client, data, "first").create("Always").awaitStatus("Running");
        new BareMachine(client, data, "first").delete();
        await("the launcher is trained")
                .atMost(PATIENCE)
                .until(() -> Files.exists(data.resolve("images/launcher.aot")));
        await("the first machine is cleared away")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Leftovers.of(data).lines().stream().noneMatch(line -> line.startsWith("port")));
        return Leftovers.of(data);
    }

    private void migrate(String name) {
        client.resource("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata: {name: %s, namespace: default}
                spec: {vmiName: web}
                """.formatted(name)).create();
    }

    private Optional<VirtualMachineInstanceMigration> migration(String name) {
        return Optional.ofNullable(client.resources(VirtualMachineInstanceMigration.class)
                .inNamespace("default")
                .withName(name)
                .get());
    }

    private String end(String name) {
        return await(name + " is over")
                .atMost(PATIENCE)
                .until(() -> phase(name), phase -> phase.equals("Succeeded") || phase.equals("Failed"));
    }

    private String phase(String name) {
        return migration(name)
                .flatMap(found -> Optional.ofNullable(found.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.phase()))
                .orElse("");
    }

    private String reason(String name) {
        return migration(name)
                .flatMap(found -> Optional.ofNullable(found.getStatus()))
                .flatMap(status -> Optional.ofNullable(status.migrationState()))
                .flatMap(state -> Optional.ofNullable(state.failureReason()))
                .orElse("");
    }
}
