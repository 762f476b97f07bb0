package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.machine.hotplug.PluggableNic;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
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
    private static final String SET = "set";
    private static final String POOL = "pool";
    private static final List<Integer> INDEXES = List.of(0, 1, 2, 3);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final int STEPS = 200;

    /** An interface that comes, goes, loses its cable, and is no more. */
    private static final List<String> LAN =
            List.of(",\"bridge\":{}", ",\"bridge\":{},\"state\":\"absent\"", ",\"bridge\":{},\"state\":\"down\"", "");

    private static final List<String> SCALE_INS = List.of(
            "{proactive: {selectionPolicy: {sortPolicy: Random}}}",
            "{proactive: {selectionPolicy: {sortPolicy: Oldest}, statePreservation: Online}}",
            "{opportunistic: {statePreservation: Disabled}}");

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
        cluster.eventually("guests have the interfaces of their templates", ConvergenceTest::areWired);
        cluster.eventually("replica sets and pools are at their numbers", ConvergenceTest::areAtTheirNumbers);
        assertThat(cluster.node().violations()).isEmpty();

        set().delete();
        pool().delete();
        NAMES.forEach(cluster::deleteMachine);
        cluster.eventually("the pool is gone", () -> pool().get() == null && set().get() == null);
        // What was let go of stays until somebody deletes it.
        machines()
                .forEach(machine -> cluster.deleteMachine(machine.getMetadata().getName()));
        instances()
                .forEach(instance ->
                        cluster.deleteInstance(instance.getMetadata().getName()));
        cluster.eventually(
                "nothing is left",
                () -> NAMES.stream()
                                .allMatch(name -> cluster.machine(name).isEmpty()
                                        && cluster.instance(name).isEmpty()
                                        && !cluster.runs(name))
                        && set().get() == null
                        && pool().get() == null
                        && machines().isEmpty()
                        && instances().isEmpty()
                        && cluster.pods().isEmpty());
        assertThat(cluster.node().violations()).isEmpty();
    }

    private static void act(Random random, String name) throws Exception {
        try {
            switch (random.nextInt(16)) {
                case 15 -> cluster.patchMachine(name, nics(anyOf(random, LAN)));
                case 13 -> migrate(name);
                case 14 ->
                    migrations().forEach(one -> cluster.client().resource(one).delete());
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
                case 9 -> replicas(random);
                case 10 -> pool(random);
                case 11 -> memberOfPool(random);
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

    /** Users make, scale, pause and change a replica set, and take instances out of it. */
    private static void replicas(Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> cluster.create("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstanceReplicaSet
            metadata: {name: %s, namespace: shop}
            spec:
              replicas: %d
              selector: {matchLabels: {of: set}}
              template:
                metadata: {labels: {of: set}}
                spec: {architecture: amd64, domain: {devices: {}, memory: {guest: 64Mi}}}
            """.formatted(SET, random.nextInt(4)));
            case 2 -> set().scale(random.nextInt(4));
            case 3 -> set().patch(MERGE, "{\"spec\":{\"paused\":%s}}".formatted(random.nextBoolean()));
            case 4 -> {
                List<VirtualMachineInstance> present = instances();
                if (!present.isEmpty()) {
                    VirtualMachineInstance one = present.get(random.nextInt(present.size()));
                    String label = random.nextBoolean() ? "\"set\"" : "null";
                    cluster.client()
                            .resource(one)
                            .patch(MERGE, "{\"metadata\":{\"labels\":{\"of\":%s}}}".formatted(label));
                }
            }
            default -> set().delete();
        }
    }

    private static void pool(Random random) {
        switch (random.nextInt(6)) {
            case 0, 1 -> cluster.create("""
            apiVersion: pool.kubevirt.io/v1beta1
            kind: VirtualMachinePool
            metadata: {name: %s, namespace: shop}
            spec:
              replicas: %d
              maxUnavailable: 1
              scaleInStrategy: %s
              selector: {matchLabels: {of: pool}}
              virtualMachineTemplate:
                metadata: {labels: {of: pool}}
                spec:
                  runStrategy: Always
                  dataVolumeTemplates:
                  - metadata: {name: disk}
                    spec: {source: {blank: {}}, storage: {resources: {requests: {storage: 64Mi}}}}
                  template:
                    metadata: {labels: {of: pool}}
                    spec:
                      architecture: amd64
                      domain: {devices: {}, memory: {guest: 64Mi}}
                      volumes: [{name: disk, dataVolume: {name: disk}}]
            """.formatted(POOL, random.nextInt(INDEXES.size()), anyOf(random, SCALE_INS)));
            case 2 -> pool().scale(random.nextInt(INDEXES.size()));
            case 3 -> pool().patch(MERGE, "{\"spec\":{\"paused\":%s}}".formatted(random.nextBoolean()));
            case 4 ->
                pool().patch(
                                MERGE,
                                ("{\"spec\":{\"virtualMachineTemplate\":{\"spec\":{\"template\":{\"spec\":{\"hostname\":"
                                                + "\"host%d\"}}}}}}")
                                        .formatted(random.nextInt(3)));
            default -> pool().delete();
        }
    }

    /** What befalls any machine befalls those of the pool. */
    private static void memberOfPool(Random random) {
        String name = POOL + "-" + random.nextInt(INDEXES.size());
        switch (random.nextInt(4)) {
            case 0 -> cluster.deleteMachine(name);
            case 1 -> cluster.deleteInstance(name);
            case 2 -> cluster.endGuest(name, "{\"end\":\"crashed\"}");
            default -> cluster.patchMachine(name, "{\"metadata\":{\"labels\":{\"of\":\"nobody\"}}}");
        }
    }

    private static Resource<VirtualMachineInstanceReplicaSet> set() {
        return cluster.client()
                .resources(VirtualMachineInstanceReplicaSet.class)
                .inNamespace(cluster.namespace())
                .withName(SET);
    }

    private static Resource<VirtualMachinePool> pool() {
        return cluster.client()
                .resources(VirtualMachinePool.class)
                .inNamespace(cluster.namespace())
                .withName(POOL);
    }

    private static List<VirtualMachineInstance> instances() {
        return cluster.client()
                .resources(VirtualMachineInstance.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static List<VirtualMachine> machines() {
        return cluster.client()
                .resources(VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static String nics(String lan) {
        String none =
                "{\"spec\":{\"template\":{\"spec\":{\"networks\":null,\"domain\":{\"devices\":{\"interfaces\":null}}}}}}";
        return lan.isEmpty()
                ? none
                : none.replaceFirst("null", "[{\"name\":\"lan\",\"multus\":{\"networkName\":\"lan\"}}]")
                        .replaceFirst("null", "[{\"name\":\"lan\"" + lan + "}]");
    }

    /** A running guest has what its template says, or its machine says that it has to be restarted for that. */
    private static boolean areWired() {
        return NAMES.stream()
                .allMatch(name -> cluster.machine(name)
                        .flatMap(machine -> cluster.instance(name)
                                .filter(instance -> !InstanceState.of(instance).isFinal())
                                .map(instance -> isWired(machine, instance)))
                        .orElse(true));
    }

    private static boolean isWired(VirtualMachine machine, VirtualMachineInstance instance) {
        VirtualMachineInstanceSpec template = Objects.requireNonNull(
                Objects.requireNonNull(machine.getSpec().template()).spec());
        boolean told =
                Optional.ofNullable(machine.getStatus())
                        .map(VirtualMachineStatus::conditions)
                        .orElse(List.of())
                        .stream()
                        .anyMatch(condition -> "RestartRequired".equals(condition.type()));
        return told
                || PluggableNic.all(template).stream()
                        .filter(nic -> !PluggableNic.isAbsent(nic))
                        .allMatch(nic -> PluggableNic.all(instance.getSpec()).stream()
                                .anyMatch(present -> String.valueOf(nic.name()).equals(present.name())
                                        && Objects.equals(nic.state(), present.state())));
    }

    private static boolean areAtTheirNumbers() {
        VirtualMachineInstanceReplicaSet set = set().get();
        VirtualMachinePool pool = pool().get();
        return (set == null || isAtItsNumber(set)) && (pool == null || isAtItsNumber(pool));
    }

    private static boolean isAtItsNumber(VirtualMachineInstanceReplicaSet set) {
        int wanted = number(set, "/spec/replicas");
        long present = instances().stream()
                .filter(instance -> isControlledBy(set, instance))
                .count();
        return set.getMetadata().getDeletionTimestamp() == null
                && number(set, "/status/replicas") == wanted
                && number(set, "/status/readyReplicas") == wanted
                && present == wanted;
    }

    /** An opportunistic pool leaves it to the user to delete what is too many. */
    private static boolean isAtItsNumber(VirtualMachinePool pool) {
        int wanted = number(pool, "/spec/replicas");
        List<VirtualMachine> present = machines().stream()
                .filter(machine -> isControlledBy(pool, machine))
                .toList();
        boolean opportunistic = !cluster.text(pool, "/spec/scaleInStrategy/opportunistic/statePreservation")
                .isEmpty();
        return pool.getMetadata().getDeletionTimestamp() == null
                && number(pool, "/status/replicas") == present.size()
                && (opportunistic ? present.size() >= wanted : present.size() == wanted)
                && present.stream().allMatch(machine -> follows(pool, machine));
    }

    private static int number(Object object, String pointer) {
        String text = cluster.text(object, pointer);
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }

    private static boolean follows(VirtualMachinePool pool, VirtualMachine machine) {
        String name = machine.getMetadata().getName();
        String wanted = cluster.text(pool, "/spec/virtualMachineTemplate/spec/template/spec/hostname");
        String shown = cluster.text(machine, "/status/printableStatus");
        boolean runsSo = shown.equals("Running")
                && cluster.runs(name)
                && cluster.instance(name)
                        .filter(instance -> wanted.equals(cluster.text(instance, "/spec/hostname")))
                        .isPresent();
        return machine.getMetadata().getDeletionTimestamp() == null && (runsSo || shown.equals("CrashLoopBackOff"));
    }

    private static boolean isControlledBy(HasMetadata owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(reference -> owner.getMetadata().getUid().equals(reference.getUid()));
    }

    private static void migrate(String name) {
        cluster.create("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachineInstanceMigration
            metadata: {name: move-%s, namespace: shop, finalizers: [kubevirt.io/migrationJobFinalize]}
            spec: {vmiName: %s}
            """.formatted(name, name));
    }

    private static List<VirtualMachineInstanceMigration> migrations() {
        return cluster.client()
                .resources(VirtualMachineInstanceMigration.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static void leaveAlone() throws Exception {
        cluster.ensureOperator();
        for (String name : NAMES) {
            cluster.node().thaw(cluster.namespace() + "/" + name);
            cluster.node().repairMachine(cluster.namespace() + "/" + name);
        }
        if (set().get() != null) {
            set().patch(MERGE, "{\"spec\":{\"paused\":false}}");
        }
        if (pool().get() != null) {
            pool().patch(MERGE, "{\"spec\":{\"paused\":false}}");
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
