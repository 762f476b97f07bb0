package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSet;
import dev.slipway.api.kubevirt.VirtualMachineInstanceReplicaSetStatus;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replica sets of instances, as a user of the API sees them. */
class ReplicaSetTest {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

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
    void as_many_instances_run_as_are_asked_for() {
        create("web", "replicas: 3");
        awaitReady("web", 3);

        assertThat(instances()).hasSize(3).allSatisfy(instance -> {
            assertThat(instance.getMetadata().getName()).matches("web[a-z0-9]{5}");
            assertThat(instance.getMetadata().getLabels()).containsEntry("app", "web");
            assertThat(instance.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> {
                        assertThat(owner.getKind()).isEqualTo("VirtualMachineInstanceReplicaSet");
                        assertThat(owner.getUid())
                                .isEqualTo(set("web").get().getMetadata().getUid());
                        assertThat(owner.getController()).isTrue();
                    });
        });
        assertThat(status("web").replicas()).isEqualTo(3);
        assertThat(status("web").labelSelector()).isEqualTo("app=web");
        assertThat(status("web").conditions()).isNullOrEmpty();
        assertThat(set("web").get().getMetadata().getAnnotations())
                .containsEntry("kubevirt.io/latest-observed-api-version", "v1")
                .containsEntry("kubevirt.io/storage-observed-api-version", "v1");
    }

    @Test
    void the_scale_subresource_changes_the_number_and_shows_what_an_autoscaler_needs() {
        create("web", "replicas: 1");
        awaitReady("web", 1);
        set("web").scale(4);
        awaitReady("web", 4);
        String scale = cluster.client()
                .raw("/apis/kubevirt.io/v1/namespaces/" + cluster.namespace()
                        + "/virtualmachineinstancereplicasets/web/scale");
        assertThat(scale).contains("\"selector\":\"app=web\"", "\"replicas\":4", "autoscaling/v1");
        set("web").scale(0);
        cluster.eventually(
                "nothing is left", () -> instances().isEmpty() && cluster.pods().isEmpty());
        awaitReady("web", 0);
    }

    @Test
    void what_does_not_run_goes_first() {
        create("web", "replicas: 2");
        awaitReady("web", 2);
        List<String> serving = names();
        patch("web", "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"nowhere\":\"x\"}}}}}");
        set("web").scale(4);
        cluster.eventually("two wait for a node", () -> instances().size() == 4);
        set("web").scale(2);
        cluster.eventually("those that waited are gone", () -> instances().size() == 2);
        assertThat(names()).containsExactlyInAnyOrderElementsOf(serving);
    }

    @Test
    void an_instance_that_has_ended_is_replaced() {
        create("web", "replicas: 1");
        awaitReady("web", 1);
        String first = names().getFirst();
        cluster.endGuest(first, "{\"end\":\"guest-shutdown\"}");
        cluster.eventually("another is there", () -> !names().contains(first) && names().size() == 1);
        awaitReady("web", 1);
    }

    @Test
    void nothing_happens_while_it_is_paused() throws Exception {
        create("web", "replicas: 1");
        awaitReady("web", 1);
        patch("web", "{\"spec\":{\"paused\":true,\"replicas\":3}}");
        cluster.eventually(
                "the condition says so",
                () -> condition("web", "ReplicaPaused").equals(Optional.of("True Paused Controller got paused")));
        cluster.deleteInstance(names().getFirst());
        cluster.eventually("the instance goes", () -> instances().isEmpty());
        cluster.eventually(
                "and is not counted",
                () -> Integer.valueOf(0).equals(status("web").replicas()));
        assertThat(instances()).isEmpty();
        patch("web", "{\"spec\":{\"paused\":false}}");
        awaitReady("web", 3);
        assertThat(condition("web", "ReplicaPaused")).isEmpty();
    }

    @Test
    void what_carries_the_labels_and_belongs_to_nobody_is_taken_over() {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: stray, namespace: shop, labels: {app: web}}
                spec: {architecture: amd64, domain: {devices: {}, memory: {guest: 64Mi}}}
                """);
        cluster.eventually("it runs", () -> cluster.runs("stray"));
        create("web", "replicas: 2");
        awaitReady("web", 2);
        assertThat(names()).hasSize(2).contains("stray");
        assertThat(cluster.instance("stray").orElseThrow().getMetadata().getOwnerReferences())
                .hasSize(1);
    }

    @Test
    void what_no_longer_carries_the_labels_is_let_go_and_replaced() {
        create("web", "replicas: 1");
        awaitReady("web", 1);
        String first = names().getFirst();
        cluster.client()
                .resources(VirtualMachineInstance.class)
                .inNamespace(cluster.namespace())
                .withName(first)
                .patch(MERGE, "{\"metadata\":{\"labels\":{\"app\":\"looked-into\"}}}");
        cluster.eventually("another takes its place", () -> names().size() == 2);
        awaitReady("web", 1);
        assertThat(cluster.instance(first).orElseThrow().getMetadata().getOwnerReferences())
                .isEmpty();
        assertThat(cluster.runs(first)).isTrue();
    }

    @Test
    void a_refused_instance_is_told_and_tried_again() {
        create("web", "replicas: 1");
        awaitReady("web", 1);
        patch("web", "{\"spec\":{\"replicas\":2,\"template\":{\"metadata\":{\"labels\":{\"no label\":\"x\"}}}}}");
        cluster.eventually(
                "the condition says why",
                () -> condition("web", "ReplicaFailure").orElse("").contains("no label"));
        assertThat(condition("web", "ReplicaFailure").orElseThrow())
                .startsWith("True FailedCreate Fewer instances run than spec.replicas asks for");
        patch("web", "{\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"no label\":null}}}}}");
        awaitReady("web", 2);
        assertThat(condition("web", "ReplicaFailure")).isEmpty();
    }

    @Test
    void its_instances_go_with_it_unless_they_shall_stay() {
        create("web", "replicas: 2");
        awaitReady("web", 2);
        List<String> before = names();
        set("web").withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        cluster.eventually(
                "nobody owns them",
                () -> set("web").get() == null
                        && instances().stream()
                                .allMatch(instance -> instance.getMetadata()
                                        .getOwnerReferences()
                                        .isEmpty()));
        assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
        create("web", "replicas: 2");
        awaitReady("web", 2);
        assertThat(names()).containsExactlyInAnyOrderElementsOf(before);
        set("web").delete();
        cluster.eventually(
                "all are gone", () -> instances().isEmpty() && cluster.pods().isEmpty());
    }

    private static void create(String name, String spec) {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceReplicaSet
                metadata: {name: %s, namespace: shop}
                spec:
                  selector: {matchLabels: {app: %s}}
                  template:
                    metadata: {labels: {app: %s}}
                    spec: {architecture: amd64, domain: {devices: {}, memory: {guest: 64Mi}}}
                %s
                """.formatted(name, name, name, spec.indent(2)));
    }

    private static Resource<VirtualMachineInstanceReplicaSet> set(String name) {
        return cluster.client()
                .resources(VirtualMachineInstanceReplicaSet.class)
                .inNamespace(cluster.namespace())
                .withName(name);
    }

    private static void patch(String name, String patch) {
        set(name).patch(MERGE, patch);
    }

    private static VirtualMachineInstanceReplicaSetStatus status(String name) {
        return Optional.ofNullable(set(name).get().getStatus()).orElseThrow();
    }

    private static Optional<String> condition(String name, String type) {
        return Optional.ofNullable(status(name).conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst()
                .map(condition -> condition.status() + " " + condition.reason() + " " + condition.message());
    }

    private static List<VirtualMachineInstance> instances() {
        return cluster.client()
                .resources(VirtualMachineInstance.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static List<String> names() {
        return instances().stream()
                .map(instance -> instance.getMetadata().getName())
                .toList();
    }

    private static void awaitReady(String name, int count) {
        cluster.eventually(
                count + " are ready",
                () -> Integer.valueOf(count).equals(status(name).readyReplicas())
                        && Integer.valueOf(count).equals(status(name).replicas()));
    }
}
