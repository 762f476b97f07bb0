package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever users, guests, nodes and a restarting operator do, in whatever order: no virtual machine ever runs twice, and
 * when they leave it alone, each does what its strategy says and nothing is left of those that were deleted.
 */
class ConvergenceTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final List<String> STRATEGIES = List.of("Always", "RerunOnFailure", "Manual", "Halted", "Once");
    private static final int STEPS = 150;

    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void enter() {
        cluster.enterNewNamespace();
    }

    /** Seeds 1 to {@code -Dslipway.convergence.seeds=N}; a few where nothing is said. */
    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("slipway.convergence.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void machines_come_to_rest_and_never_run_twice(long seed) throws Exception {
        Random random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            act(random, NAMES.get(random.nextInt(NAMES.size())));
            if (random.nextInt(3) == 0) {
                Thread.sleep(random.nextInt(60));
            }
        }
        leaveAlone();
        cluster.eventually("all have come to rest", ConvergenceTest::isAtRest);
        assertThat(cluster.node().violations()).isEmpty();

        NAMES.forEach(cluster::deleteMachine);
        cluster.eventually(
                "nothing is left",
                () -> NAMES.stream()
                                .allMatch(name -> cluster.machine(name).isEmpty()
                                        && cluster.instance(name).isEmpty()
                                        && !cluster.runs(name))
                        && cluster.pods().isEmpty());
        assertThat(cluster.node().violations()).isEmpty();
    }

    private static void act(Random random, String name) throws Exception {
        try {
            switch (random.nextInt(10)) {
                case 0, 1 -> cluster.createMachine(name, "runStrategy: " + anyOf(random, STRATEGIES));
                case 2, 3 ->
                    cluster.patchMachine(
                            name, "{\"spec\":{\"runStrategy\":\"%s\"}}".formatted(anyOf(random, STRATEGIES)));
                case 4 -> cluster.deleteMachine(name);
                case 5 -> cluster.deleteInstance(name);
                case 6 ->
                    cluster.endGuest(
                            name, random.nextBoolean() ? "{\"end\":\"guest-shutdown\"}" : "{\"end\":\"crashed\"}");
                case 7 -> deletePod(random);
                case 8 -> request(random, name);
                default -> disturb(random, cluster.namespace() + "/" + name);
            }
        } catch (KubernetesClientException e) {
            // Users meet objects that are not there, exist already or have changed; anything else is a defect.
            assertThat(e.getCode()).as(e.getMessage()).isIn(404, 409);
        }
    }

    /** The operator goes or comes back, a guest does not hear its power button, a launcher does not start. */
    private static void disturb(Random random, String machine) throws Exception {
        switch (random.nextInt(8)) {
            case 0 -> cluster.stopOperator();
            case 1, 2 -> cluster.ensureOperator();
            case 3 -> cluster.node().freeze(machine);
            case 4 -> cluster.node().thaw(machine);
            case 5 -> cluster.node().breakMachine(machine);
            default -> cluster.node().repairMachine(machine);
        }
    }

    private static void leaveAlone() throws Exception {
        cluster.ensureOperator();
        for (String name : NAMES) {
            cluster.node().thaw(cluster.namespace() + "/" + name);
            cluster.node().repairMachine(cluster.namespace() + "/" + name);
        }
    }

    private static void deletePod(Random random) {
        List<Pod> pods = cluster.pods();
        if (!pods.isEmpty()) {
            cluster.client().resource(pods.get(random.nextInt(pods.size()))).delete();
        }
    }

    private static void request(Random random, String name) {
        String uid = cluster.instance(name)
                .map(instance -> instance.getMetadata().getUid())
                .orElse("none");
        String stop = "{\"action\":\"Stop\",\"uid\":\"%s\"}".formatted(uid);
        String start = "{\"action\":\"Start\"}";
        cluster.requestChange(
                name,
                switch (random.nextInt(3)) {
                    case 0 -> "[" + start + "]";
                    case 1 -> "[" + stop + "]";
                    default -> "[" + stop + "," + start + "]";
                });
    }

    private static String anyOf(Random random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static boolean isAtRest() {
        return NAMES.stream()
                .allMatch(name -> cluster.machine(name)
                        .map(machine -> isAtRest(name, machine))
                        .orElse(true));
    }

    private static boolean isAtRest(String name, VirtualMachine machine) {
        Optional<VirtualMachineStatus> status = Optional.ofNullable(machine.getStatus());
        boolean deleting = machine.getMetadata().getDeletionTimestamp() != null;
        String shown = status.map(VirtualMachineStatus::printableStatus).orElse("");
        boolean settled = switch (String.valueOf(machine.getSpec().runStrategy())) {
            case "Always" -> shown.equals("Running") || shown.equals("CrashLoopBackOff");
            case "Halted" -> shown.equals("Stopped") && cluster.instance(name).isEmpty();
            default -> List.of("Running", "Stopped", "CrashLoopBackOff").contains(shown);
        };
        return !deleting
                && settled
                && cluster.runs(name) == shown.equals("Running")
                && (shown.equals("CrashLoopBackOff")
                        || status.map(VirtualMachineStatus::stateChangeRequests)
                                .orElse(List.of())
                                .isEmpty());
    }
}
