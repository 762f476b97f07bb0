package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationPhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStatus;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.lifecycle.InstanceState;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that move to another node, as far as the operator brings them. */
class MigrationTest {
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

    @AfterEach
    void nothing_ran_twice() {
        cluster.node().holdMoves(false);
        assertThat(cluster.node().violations()).isEmpty();
    }

    @Test
    void machine_moves_there_and_back_and_its_former_pods_succeed() {
        runningMachine("web");
        String first = cluster.pods().getFirst().getMetadata().getName();

        migrate("there", "web", "");
        awaitPhase("there", "Succeeded");
        VirtualMachineInstanceMigration over = migration("there").orElseThrow();
        assertThat(over.getMetadata().getAnnotations())
                .containsEntry("kubevirt.io/latest-observed-api-version", "v1")
                .containsEntry("kubevirt.io/storage-observed-api-version", "v1");
        assertThat(cluster.text(over, "/status/migrationState/sourcePod")).isEqualTo(first);
        assertThat(cluster.text(over, "/status/migrationState/completed")).isEqualTo("true");
        cluster.eventually(
                "it holds nobody up any more",
                () -> migration("there")
                        .orElseThrow()
                        .getMetadata()
                        .getFinalizers()
                        .isEmpty());
        assertThat(phases("there"))
                .containsExactly(
                        "Pending", "Scheduling", "Scheduled", "PreparingTarget", "TargetReady", "Running", "Succeeded");
        cluster.eventually("the guest runs there", () -> node("web").equals(FakeNode.OTHER) && cluster.runs("web"));
        cluster.eventually("the former Pod has succeeded", () -> phase(first).equals("Succeeded"));
        cluster.eventually(
                "nothing is left of the way",
                () -> instanceText("web", "/metadata/labels/kubevirt.io~1migrationTargetNodeName")
                                .isEmpty()
                        && cluster.client()
                                        .secrets()
                                        .inNamespace(SlipwayNames.MIGRATIONS_NAMESPACE)
                                        .withName(SlipwayNames.migrationSecret(migration("there")
                                                .orElseThrow()
                                                .getMetadata()
                                                .getUid()))
                                        .get()
                                == null);
        cluster.awaitStatus("web", "Running");

        migrate("back", "web", "");
        awaitPhase("back", "Succeeded");
        cluster.eventually("the guest is back", () -> node("web").equals(FakeNode.NAME) && cluster.runs("web"));
    }

    @Test
    void migration_that_is_deleted_leaves_the_machine_where_it_is() {
        runningMachine("web");
        cluster.node().holdMoves(true);
        migrate("one", "web", "");
        awaitPhase("one", "Running");
        cluster.awaitStatus("web", "Migrating");
        cluster.client().resource(migration("one").orElseThrow()).delete();
        cluster.eventually(
                "it is gone, with its target",
                () -> migration("one").isEmpty() && cluster.pods().size() == 1);
        assertThat(instanceText("web", "/status/migrationState/abortStatus")).isEqualTo("Succeeded");
        assertThat(node("web")).isEqualTo(FakeNode.NAME);
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void target_without_a_node_is_waited_for_and_goes_with_its_migration() {
        runningMachine("web");
        migrate("one", "web", "addedNodeSelector: {nowhere: \"true\"}");
        awaitPhase("one", "Scheduling");
        cluster.eventually(
                "it is told why", () -> events().anyMatch(reason -> reason.equals("migrationTargetPodUnschedulable")));
        assertThat(cluster.text(migration("one").orElseThrow(), "/status/migrationState/sourcePod"))
                .isNotEmpty();
        assertThat(migration("one").orElseThrow().getMetadata().getFinalizers()).isNotEmpty();
        cluster.client().resource(migration("one").orElseThrow()).delete();
        cluster.eventually(
                "it is gone, with its target",
                () -> migration("one").isEmpty() && cluster.pods().size() == 1);
        cluster.eventually(
                "it is told",
                () -> events().anyMatch(reason -> reason.equals("FailedMigration"))
                        && events().anyMatch(reason -> reason.equals("SuccessfulDelete")));
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void migrations_go_with_the_instance_that_moved() {
        runningMachine("web");
        migrate("there", "web", "");
        awaitPhase("there", "Succeeded");
        cluster.patchMachine("web", "{\"spec\":{\"runStrategy\":\"Halted\"}}");
        cluster.awaitStatus("web", "Stopped");
        cluster.eventually("they are gone", () -> migration("there").isEmpty());
    }

    @Test
    void target_that_waits_longer_than_its_migration_allows_is_given_up() {
        runningMachine("web");
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata:
                  name: one
                  namespace: shop
                  finalizers: [kubevirt.io/migrationJobFinalize]
                  annotations: {kubevirt.io/migrationUnschedulablePodTimeoutSeconds: "1"}
                spec: {vmiName: web, addedNodeSelector: {nowhere: "true"}}
                """);
        awaitPhase("one", "Failed");
        cluster.eventually("its target is gone", () -> cluster.pods().size() == 1);
    }

    @Test
    void target_that_ends_before_the_guest_comes_fails_the_migration_and_not_the_machine() {
        runningMachine("web");
        cluster.node().breakMachine(cluster.namespace() + "/web");
        migrate("one", "web", "");
        awaitPhase("one", "Failed");
        cluster.node().repairMachine(cluster.namespace() + "/web");
        cluster.awaitStatus("web", "Running");
        assertThat(cluster.runs("web")).isTrue();
    }

    @Test
    void migration_waits_for_a_backup_and_goes_on_after_it() {
        runningMachine("web");
        backup("nightly", "false");
        migrate("one", "web", "");
        cluster.eventually(
                "it says what it waits for",
                () -> condition("one", "migrationBlockedByBackup")
                        .equals(Optional.of("BackupInProgress Waiting for backup nightly to complete")));
        assertThat(cluster.text(migration("one").orElseThrow(), "/status/phase"))
                .isEqualTo("Pending");
        assertThat(cluster.pods()).hasSize(1);
        backup("nightly", "true");
        awaitPhase("one", "Succeeded");
        assertThat(condition("one", "migrationBlockedByBackup")).isEmpty();
    }

    @Test
    void migration_that_empties_a_node_has_the_backup_given_up() {
        runningMachine("web");
        backup("nightly", "false");
        migrate("one", "web", "priority: system-critical");
        cluster.eventually(
                "it says so",
                () -> condition("one", "migrationBlockedByBackup")
                        .equals(Optional.of("BackupInProgress Aborting backup nightly for system-critical migration")));
        cluster.eventually("it is told", () -> events().anyMatch(reason -> reason.equals("BackupAbortedForMigration")));
        backup("nightly", "true");
        awaitPhase("one", "Succeeded");
    }

    @Test
    void migration_waits_for_helping_volumes_only_so_long() {
        runningMachine("web");
        cluster.client()
                .resources(VirtualMachineInstance.class)
                .inNamespace(cluster.namespace())
                .withName("web")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"utilityVolumes\":[{\"name\":\"dump\",\"claimName\":\"dump\"}]}}");
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata:
                  name: one
                  namespace: shop
                  finalizers: [kubevirt.io/migrationJobFinalize]
                  annotations: {kubevirt.io/migrationUtilityVolumesTimeoutSeconds: "3"}
                spec: {vmiName: web}
                """);
        cluster.eventually(
                "it says what it waits for",
                () -> condition("one", "migrationBlockedByUtilityVolumes")
                        .orElse("")
                        .startsWith("UtilityVolumesPresent Migration is waiting for utility volumes to detach."));
        awaitPhase("one", "Failed");
        assertThat(cluster.pods()).hasSize(1);
        assertThat(events().toList()).contains("UtilityVolumeMigrationPending", "FailedMigration");
    }

    /** As a node tells of a backup. */
    private static void backup(String name, String completed) {
        cluster.client()
                .resources(VirtualMachineInstance.class)
                .inNamespace(cluster.namespace())
                .withName("web")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"changedBlockTracking\":{\"state\":\"Enabled\",\"backupStatus\":{\"backupName\":\""
                                + name + "\",\"completed\":" + completed + "}}}}");
    }

    private static Optional<String> condition(String migration, String type) {
        return migration(migration)
                .map(VirtualMachineInstanceMigration::getStatus)
                .map(VirtualMachineInstanceMigrationStatus::conditions)
                .orElse(List.of())
                .stream()
                .filter(found -> type.equals(found.type()))
                .findFirst()
                .map(found -> found.reason() + " " + found.message());
    }

    @Test
    void only_two_leave_a_node_at_once_and_the_next_follows() {
        for (String name : List.of("a", "b", "c")) {
            runningMachine(name);
        }
        cluster.node().holdMoves(true);
        migrate("first", "a", "");
        awaitPhase("first", "Running");
        migrate("second", "b", "");
        awaitPhase("second", "Running");
        migrate("third", "c", "");
        awaitPhase("third", "Pending");
        cluster.node().holdMoves(false);
        for (String name : List.of("first", "second", "third")) {
            awaitPhase(name, "Succeeded");
        }
    }

    @Test
    void guests_leave_a_node_that_is_to_be_emptied_two_at_a_time() {
        for (String name : List.of("a", "b", "c")) {
            cluster.createMachine(name, "runStrategy: Always", "evictionStrategy: LiveMigrate");
            cluster.awaitStatus(name, "Running");
            cluster.eventually(
                    name + " can move",
                    () -> cluster.instance(name)
                            .filter(found -> InstanceState.of(found).has("LiveMigratable", "True"))
                            .isPresent());
        }
        runningMachine("stays");
        cluster.node().holdMoves(true);
        Node drained = cluster.client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(FakeNode.NAME)
                        .endMetadata()
                        .withNewSpec()
                        .addNewTaint("NoSchedule", "kubevirt.io/drain", null, null)
                        .endSpec()
                        .build())
                .create();
        try {
            cluster.eventually("each is asked to leave", () -> evacuations().count() == 3);
            cluster.eventually(
                    "two do, and one waits",
                    () -> evacuations()
                                            .filter(one -> "Running".equals(cluster.text(one, "/status/phase")))
                                            .count()
                                    == 2
                            && evacuations().anyMatch(one -> "Pending".equals(cluster.text(one, "/status/phase"))));
            cluster.node().holdMoves(false);
            for (String name : List.of("a", "b", "c")) {
                cluster.eventually(name + " has left", () -> node(name).equals(FakeNode.OTHER));
            }
            assertThat(evacuations().map(one -> one.getSpec().priority())).containsOnly("system-critical");
            assertThat(node("stays")).isEqualTo(FakeNode.NAME);
        } finally {
            cluster.client().resource(drained).delete();
        }
    }

    @Test
    void guests_move_to_the_launcher_of_a_new_release_where_the_installation_says_so() throws Exception {
        runningMachine("web");
        cluster.stopOperator();
        cluster.startOperator("slipway.dev/launcher:next");
        try {
            cluster.eventually(
                    "it is told that a guest is outdated",
                    () -> instanceLabels("web").containsKey("kubevirt.io/outdatedLauncherImage") && outdated() >= 1);
            assertThat(updates()).isEmpty();
            strategy("{workloadUpdateMethods: [LiveMigrate]}");
            cluster.eventually("the guest has moved", () -> node("web").equals(FakeNode.OTHER));
            assertThat(updates().findFirst())
                    .hasValueSatisfying(
                            one -> assertThat(one.getSpec().priority()).isEqualTo("system-critical"));
            cluster.eventually(
                    "it is up to date",
                    () -> !instanceLabels("web").containsKey("kubevirt.io/outdatedLauncherImage")
                            && instanceText("web", "/status/launcherContainerImageVersion")
                                    .equals("slipway.dev/launcher:next"));
        } finally {
            strategy("null");
            cluster.stopOperator();
            cluster.startOperator();
        }
    }

    private static Map<String, String> instanceLabels(String name) {
        return cluster.instance(name)
                .map(found -> found.getMetadata().getLabels())
                .orElse(Map.of());
    }

    private static int outdated() {
        return Objects.requireNonNullElse(
                installation().get().getStatus().outdatedVirtualMachineInstanceWorkloads(), 0);
    }

    private static void strategy(String strategy) {
        installation()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Serialization.unmarshal(
                                "spec: {workloadUpdateStrategy: " + strategy + "}", Map.class)));
    }

    private static Resource<KubeVirt> installation() {
        return cluster.client()
                .resources(KubeVirt.class)
                .inNamespace("kubevirt")
                .withName("kubevirt");
    }

    private static Stream<VirtualMachineInstanceMigration> updates() {
        return cluster
                .client()
                .resources(VirtualMachineInstanceMigration.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .stream()
                .filter(migration -> migration.getMetadata().getName().startsWith("kubevirt-workload-update-"));
    }

    private static Stream<VirtualMachineInstanceMigration> evacuations() {
        return cluster
                .client()
                .resources(VirtualMachineInstanceMigration.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .stream()
                .filter(migration -> FakeNode.NAME.equals(
                        migration.getMetadata().getAnnotations().get("kubevirt.io/evacuationMigration")));
    }

    private static void runningMachine(String name) {
        cluster.createMachine(name, "runStrategy: Always");
        cluster.awaitStatus(name, "Running");
        cluster.eventually("the guest of " + name + " runs", () -> cluster.runs(name));
    }

    private static void migrate(String name, String machine, String more) {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata: {name: %s, namespace: shop, finalizers: [kubevirt.io/migrationJobFinalize]}
                spec:
                  vmiName: %s
                  %s
                """.formatted(name, machine, more));
    }

    private static Optional<VirtualMachineInstanceMigration> migration(String name) {
        return Optional.ofNullable(cluster.client()
                .resources(VirtualMachineInstanceMigration.class)
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }

    private static void awaitPhase(String name, String phase) {
        cluster.eventually(
                "migration " + name + " is " + phase,
                () -> migration(name)
                        .filter(found -> phase.equals(cluster.text(found, "/status/phase")))
                        .isPresent());
    }

    private static List<String> phases(String name) {
        return Objects.requireNonNull(migration(name).orElseThrow().getStatus().phaseTransitionTimestamps()).stream()
                .map(VirtualMachineInstanceMigrationPhaseTransitionTimestamp::phase)
                .toList();
    }

    private static String node(String machine) {
        return instanceText(machine, "/status/nodeName");
    }

    private static String instanceText(String machine, String pointer) {
        return cluster.instance(machine)
                .map(found -> cluster.text(found, pointer))
                .orElse("");
    }

    private static String phase(String pod) {
        return cluster.pods().stream()
                .filter(found -> pod.equals(found.getMetadata().getName()))
                .map(MigrationTest::phase)
                .findFirst()
                .orElse("");
    }

    private static String phase(Pod pod) {
        return pod.getStatus().getPhase();
    }

    private static Stream<String> events() {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(event -> event.getReason());
    }
}
