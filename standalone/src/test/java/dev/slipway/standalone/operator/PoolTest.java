package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.pool.VirtualMachinePool;
import dev.slipway.api.pool.VirtualMachinePoolStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools of machines, as a user of the API sees them. */
class PoolTest {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String REVISION = "kubevirt.io/vm-pool-revision-name";
    private static final String DISK = """
            dataVolumeTemplates:
            - metadata: {name: disk}
              spec: {source: {blank: {}}, storage: {resources: {requests: {storage: 64Mi}}}}
            """;

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
    void check() {
        assertThat(cluster.node().violations()).isEmpty();
    }

    @Test
    void each_machine_has_its_number_and_its_own_disk() {
        create("web", "replicas: 2", DISK, "[{name: disk, dataVolume: {name: disk}}]");
        awaitReady("web", 2);

        assertThat(names()).containsExactlyInAnyOrder("web-0", "web-1");
        VirtualMachine second = cluster.machine("web-1").orElseThrow();
        assertThat(second.getMetadata().getLabels()).containsEntry("app", "web").containsEntry(REVISION, "web-1");
        assertThat(second.getMetadata().getFinalizers()).contains("pool.kubevirt.io/finalizer");
        assertThat(second.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("VirtualMachinePool"));
        assertThat(cluster.text(second, "/spec/template/spec/volumes/0/dataVolume/name"))
                .isEqualTo("disk-1");
        assertThat(cluster.dataVolume("disk-0")).isPresent();
        assertThat(cluster.dataVolume("disk-1")).isPresent();
        assertThat(status("web").labelSelector()).isEqualTo("app=web");
        assertThat(revisions()).containsExactly("web-1");
    }

    @Test
    void the_policy_says_who_goes_and_free_numbers_are_used_again() {
        create(
                "web",
                "replicas: 3\nscaleInStrategy: {proactive: {selectionPolicy: {sortPolicy: AscendingOrder}}}",
                "",
                "[]");
        awaitReady("web", 3);
        pool("web").scale(1);
        cluster.eventually("the lowest numbers are gone", () -> names().equals(List.of("web-2")));
        awaitReady("web", 1);
        pool("web").scale(2);
        awaitReady("web", 2);
        assertThat(names()).containsExactlyInAnyOrder("web-0", "web-2");
        assertThat(revisions()).hasSize(2);
    }

    @Test
    void a_policy_that_selects_too_few_is_told() {
        create(
                "web",
                "replicas: 2\nscaleInStrategy: {proactive: {selectionPolicy: {selectors: {labelSelector:"
                        + " {matchLabels: {tier: spare}}}}}}",
                "",
                "[]");
        awaitReady("web", 2);
        pool("web").scale(1);
        cluster.eventually(
                "the condition says why",
                () -> condition("web", "ReplicaFailure")
                        .orElse("")
                        .startsWith("True FailedScaleIn 1 machines are too many"));
        assertThat(names()).hasSize(2);
    }

    @Test
    void a_changed_template_restarts_machines_one_after_the_other() {
        create("web", "replicas: 3\nmaxUnavailable: 1", "", "[]");
        awaitReady("web", 3);
        List<String> uuids = uuids();
        patch(
                "web",
                "{\"spec\":{\"virtualMachineTemplate\":{\"spec\":{\"template\":{\"spec\":{\"hostname\":\"x\"}}}}}}");
        int[] fewest = {3};
        cluster.eventually("all follow the new template", () -> {
            long serving = names().stream().filter(cluster::runs).count();
            fewest[0] = (int) Math.min(fewest[0], serving);
            return names().stream()
                    .allMatch(name -> cluster.instance(name)
                            .filter(instance -> "x".equals(instance.getSpec().hostname()))
                            .isPresent());
        });
        awaitReady("web", 3);
        assertThat(fewest[0]).isGreaterThanOrEqualTo(2);
        assertThat(uuids()).isEqualTo(uuids);
        cluster.eventually("only what is followed is kept", () -> revisions().equals(List.of("web-2")));
    }

    @Test
    void machines_that_start_only_on_request_are_restarted_too() {
        create("web", "replicas: 1", "runStrategy: RerunOnFailure", "[]");
        awaitReady("web", 1);
        patch(
                "web",
                "{\"spec\":{\"virtualMachineTemplate\":{\"spec\":{\"template\":{\"spec\":{\"hostname\":\"x\"}}}}}}");
        cluster.eventually(
                "it runs as the new template says",
                () -> "x".equals(cluster.text(cluster.instance("web-0").orElseThrow(), "/spec/hostname"))
                        && cluster.runs("web-0"));
    }

    @Test
    void an_opportunistic_update_waits_for_the_next_start() {
        create("web", "replicas: 1\nupdateStrategy: {opportunistic: {}}", "", "[]");
        awaitReady("web", 1);
        String running = cluster.instance("web-0").orElseThrow().getMetadata().getUid();
        patch(
                "web",
                "{\"spec\":{\"virtualMachineTemplate\":{\"spec\":{\"template\":{\"spec\":{\"hostname\":\"x\"}}}}}}");
        cluster.eventually(
                "the machine's description follows",
                () -> "x".equals(cluster.text(cluster.machine("web-0").orElseThrow(), "/spec/template/spec/hostname")));
        assertThat(cluster.instance("web-0").orElseThrow().getMetadata().getUid())
                .isEqualTo(running);
        cluster.deleteInstance("web-0");
        cluster.eventually(
                "it runs as the new template says",
                () -> "x".equals(cluster.text(cluster.instance("web-0").orElseThrow(), "/spec/hostname")));
    }

    @Test
    void other_disks_make_other_machines() {
        create("web", "replicas: 1", DISK, "[{name: disk, dataVolume: {name: disk}}]");
        awaitReady("web", 1);
        String machine = cluster.machine("web-0").orElseThrow().getMetadata().getUid();
        String disk = cluster.dataVolume("disk-0").orElseThrow().getMetadata().getUid();
        patch(
                "web",
                "{\"spec\":{\"virtualMachineTemplate\":{\"spec\":{\"dataVolumeTemplates\":[{\"metadata\":{\"name\":\"disk\"},"
                        + "\"spec\":{\"source\":{\"blank\":{}},\"storage\":{\"resources\":{\"requests\":{\"storage\":\"96Mi\"}}}}}]}}}}");
        cluster.eventually(
                "another machine has another disk",
                () -> !cluster.machine("web-0")
                                .orElseThrow()
                                .getMetadata()
                                .getUid()
                                .equals(machine)
                        && !cluster.dataVolume("disk-0")
                                .orElseThrow()
                                .getMetadata()
                                .getUid()
                                .equals(disk));
        awaitReady("web", 1);
    }

    @Test
    void a_preserved_disk_waits_for_the_next_machine_of_its_name() {
        create(
                "web",
                "replicas: 1\nscaleInStrategy: {proactive: {statePreservation: Offline}}",
                DISK,
                "[{name: disk, dataVolume: {name: disk}}]");
        awaitReady("web", 1);
        DataVolume disk = cluster.dataVolume("disk-0").orElseThrow();
        assertThat(disk.getMetadata().getOwnerReferences()).hasSize(1);
        pool("web").scale(0);
        cluster.eventually(
                "the machine is gone", () -> names().isEmpty() && cluster.pods().isEmpty());
        assertThat(cluster.dataVolume("disk-0").orElseThrow().getMetadata().getOwnerReferences())
                .isEmpty();
        pool("web").scale(1);
        awaitReady("web", 1);
        DataVolume again = cluster.dataVolume("disk-0").orElseThrow();
        assertThat(again.getMetadata().getUid()).isEqualTo(disk.getMetadata().getUid());
        assertThat(again.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(cluster.machine("web-0")
                                .orElseThrow()
                                .getMetadata()
                                .getUid()));
    }

    @Test
    void who_deletes_a_machine_of_a_pool_gets_another_with_another_disk() {
        create(
                "web",
                "replicas: 1\nscaleInStrategy: {proactive: {statePreservation: Offline}}",
                DISK,
                "[{name: disk, dataVolume: {name: disk}}]");
        awaitReady("web", 1);
        String disk = cluster.dataVolume("disk-0").orElseThrow().getMetadata().getUid();
        cluster.deleteMachine("web-0");
        cluster.eventually(
                "the disk is another",
                () -> !disk.equals(
                        cluster.dataVolume("disk-0").orElseThrow().getMetadata().getUid()));
        awaitReady("web", 1);
    }

    @Test
    void a_replaced_machine_leaves_its_preserved_disk_to_the_next() {
        cluster.node().breakMachine(cluster.namespace() + "/web-0");
        create(
                "web",
                "replicas: 1\nautohealing: {startUpFailureThreshold: 1}\n"
                        + "scaleInStrategy: {proactive: {statePreservation: Offline}}",
                DISK,
                "[{name: disk, dataVolume: {name: disk}}]");
        cluster.eventually(
                "its disk is there", () -> cluster.dataVolume("disk-0").isPresent());
        String disk = cluster.dataVolume("disk-0").orElseThrow().getMetadata().getUid();
        String broken = cluster.machine("web-0").orElseThrow().getMetadata().getUid();
        cluster.eventually(
                "another takes its place",
                () -> cluster.machine("web-0")
                        .filter(machine -> !machine.getMetadata().getUid().equals(broken))
                        .isPresent());
        cluster.node().repairMachine(cluster.namespace() + "/web-0");
        awaitReady("web", 1);
        assertThat(cluster.dataVolume("disk-0").orElseThrow().getMetadata().getUid())
                .isEqualTo(disk);
    }

    @Test
    void a_refused_machine_is_told_once_by_the_pool_and_with_each_try() {
        create("web", "replicas: 1", "", "[]");
        awaitReady("web", 1);
        patch(
                "web",
                "{\"spec\":{\"replicas\":2,\"virtualMachineTemplate\":{\"metadata\":{\"labels\":{\"no label\":\"x\"}}}}}");
        cluster.eventually(
                "the condition says why",
                () -> condition("web", "ReplicaFailure")
                        .orElse("")
                        .startsWith("True FailedScaleOut The pool has fewer"));
        cluster.eventually("the try is told", () -> events("web").contains("Warning FailedCreate"));
        assertThat(events("web")).contains("Normal SuccessfulCreate", "Warning FailedScaleOut");
        assertThat(Optional.ofNullable(status("web").conditions()).orElseThrow())
                .allSatisfy(condition -> assertThat(condition.lastProbeTime()).isNull());
        patch("web", "{\"spec\":{\"virtualMachineTemplate\":{\"metadata\":{\"labels\":{\"no label\":null}}}}}");
        awaitReady("web", 2);
        assertThat(condition("web", "ReplicaFailure")).isEmpty();
    }

    @Test
    void an_opportunistic_scale_in_leaves_the_choice_to_the_user() {
        create(
                "web",
                "replicas: 2\nscaleInStrategy: {opportunistic: {statePreservation: Online}}",
                DISK,
                "[{name: disk, dataVolume: {name: disk}}]");
        awaitReady("web", 2);
        pool("web").scale(1);
        cluster.eventually(
                "the pool has seen it", () -> pool("web").get().getMetadata().getGeneration() > 1);
        assertThat(names()).hasSize(2);
        cluster.deleteMachine("web-0");
        cluster.eventually("the one is gone", () -> names().equals(List.of("web-1")));
        assertThat(cluster.dataVolume("disk-0")).isPresent();
        awaitReady("web", 1);
    }

    @Test
    void a_machine_that_does_not_start_is_replaced() {
        cluster.node().breakMachine(cluster.namespace() + "/web-0");
        create("web", "replicas: 1\nautohealing: {startUpFailureThreshold: 1}", "", "[]");
        cluster.eventually("it is there", () -> cluster.machine("web-0").isPresent());
        String broken = cluster.machine("web-0").orElseThrow().getMetadata().getUid();
        cluster.eventually(
                "another takes its place",
                () -> cluster.machine("web-0")
                        .filter(machine -> !machine.getMetadata().getUid().equals(broken))
                        .isPresent());
        cluster.node().repairMachine(cluster.namespace() + "/web-0");
        awaitReady("web", 1);
    }

    @Test
    void a_paused_pool_lets_go_and_makes_nothing() {
        create("web", "replicas: 2", "", "[]");
        awaitReady("web", 2);
        patch("web", "{\"spec\":{\"paused\":true}}");
        cluster.eventually(
                "the condition says so", () -> condition("web", "ReplicaPaused").isPresent());
        cluster.deleteMachine("web-1");
        cluster.eventually("it is gone", () -> names().equals(List.of("web-0")));
        awaitReady("web", 1);
        patch("web", "{\"spec\":{\"paused\":false}}");
        awaitReady("web", 2);
    }

    @Test
    void a_machine_without_the_labels_leaves_the_pool() {
        create("web", "replicas: 1", "", "[]");
        awaitReady("web", 1);
        cluster.patchMachine("web-0", "{\"metadata\":{\"labels\":{\"app\":\"looked-into\"}}}");
        cluster.eventually("another takes its place", () -> names().contains("web-1"));
        awaitReady("web", 1);
        VirtualMachine left = cluster.machine("web-0").orElseThrow();
        assertThat(left.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(left.getMetadata().getFinalizers()).doesNotContain("pool.kubevirt.io/finalizer");
        assertThat(cluster.runs("web-0")).isTrue();
    }

    @Test
    void its_machines_go_with_it_unless_they_shall_stay() {
        create("web", "replicas: 1", "", "[]");
        awaitReady("web", 1);
        pool("web").withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        cluster.eventually(
                "nobody owns the machine",
                () -> pool("web").get() == null
                        && cluster.machine("web-0")
                                .orElseThrow()
                                .getMetadata()
                                .getOwnerReferences()
                                .isEmpty());
        assertThat(cluster.runs("web-0")).isTrue();
        create("shop", "replicas: 2", "", "[]");
        awaitReady("shop", 2);
        pool("shop").withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        cluster.eventually("its machines are gone", () -> names().equals(List.of("web-0")));
    }

    private static void create(String name, String spec, String machine, String volumes) {
        cluster.create("""
                apiVersion: pool.kubevirt.io/v1beta1
                kind: VirtualMachinePool
                metadata: {name: %s, namespace: shop}
                spec:
                  selector: {matchLabels: {app: %s}}
                  virtualMachineTemplate:
                    metadata: {labels: {app: %s}}
                    spec:
                %s
                      template:
                        metadata: {labels: {app: %s}}
                        spec: {architecture: amd64, volumes: %s, domain: {devices: {}, memory: {guest: 64Mi}}}
                %s
                """.formatted(
                        name,
                        name,
                        name,
                        (machine.contains("runStrategy") ? machine : "runStrategy: Always\n" + machine).indent(6),
                        name,
                        volumes,
                        spec.indent(2)));
    }

    private static Resource<VirtualMachinePool> pool(String name) {
        return cluster.client()
                .resources(VirtualMachinePool.class)
                .inNamespace(cluster.namespace())
                .withName(name);
    }

    private static void patch(String name, String patch) {
        pool(name).patch(MERGE, patch);
    }

    private static VirtualMachinePoolStatus status(String name) {
        return Optional.ofNullable(pool(name).get().getStatus()).orElseThrow();
    }

    private static Optional<String> condition(String name, String type) {
        return Optional.ofNullable(status(name).conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .map(condition -> condition.status() + " " + condition.reason() + " " + condition.message());
    }

    private static Set<String> events(String pool) {
        return cluster.client().v1().events().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(event -> pool.equals(event.getInvolvedObject().getName())
                        && "VirtualMachinePool".equals(event.getInvolvedObject().getKind()))
                .map(event -> event.getType() + " " + event.getReason())
                .collect(Collectors.toSet());
    }

    private static List<String> names() {
        return cluster
                .client()
                .resources(VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .stream()
                .map(machine -> machine.getMetadata().getName())
                .sorted()
                .toList();
    }

    private static List<String> uuids() {
        return names().stream()
                .map(name -> cluster.instance(name).orElseThrow())
                .map(instance -> cluster.text(instance, "/spec/domain/firmware/uuid"))
                .toList();
    }

    private static List<String> revisions() {
        return cluster.client().apps().controllerRevisions().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(ControllerRevision::getMetadata)
                .filter(meta -> "VirtualMachinePool"
                        .equals(meta.getOwnerReferences().getFirst().getKind()))
                .map(meta -> meta.getName())
                .toList();
    }

    private static void awaitReady(String name, int count) {
        cluster.eventually(
                count + " are ready",
                () -> Integer.valueOf(count).equals(status(name).readyReplicas())
                        && Integer.valueOf(count).equals(status(name).replicas()));
    }
}
