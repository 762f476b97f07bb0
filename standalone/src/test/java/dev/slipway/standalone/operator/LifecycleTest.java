package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstancePhaseTransitionTimestamp;
import dev.slipway.api.kubevirt.VirtualMachineStartFailure;
import io.fabric8.kubernetes.api.model.Pod;
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

/** The scenarios of status.jsonl, as a user of the API sees them. */
class LifecycleTest {
    private static final String ALWAYS = "runStrategy: Always";

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
    void a_machine_that_shall_run_gets_an_instance_and_a_pod() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");

        assertThat(cluster.status("web").created()).isTrue();
        assertThat(cluster.status("web").runStrategy()).isEqualTo("Always");
        cluster.eventually(
                "it is ready", () -> Boolean.TRUE.equals(cluster.status("web").ready()));
        assertThat(phases("web")).containsExactly("Pending", "Scheduling", "Scheduled", "Running");
        VirtualMachineInstance instance = cluster.instance("web").orElseThrow();
        assertThat(instance.getStatus().nodeName()).isEqualTo(FakeNode.NAME);
        assertThat(instance.getMetadata().getLabels())
                .containsEntry("kubevirt.io/nodeName", FakeNode.NAME)
                .containsEntry("app", "web");
        assertThat(cluster.pods()).hasSize(1);
        assertThat(instance.getStatus().activePods())
                .containsEntry(cluster.pods().getFirst().getMetadata().getUid(), FakeNode.NAME);
        assertThat(cluster.client()
                        .apps()
                        .controllerRevisions()
                        .inNamespace(cluster.namespace())
                        .list()
                        .getItems())
                .hasSize(1);
    }

    @Test
    void a_halted_machine_has_no_pod_and_says_stopped() {
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.awaitStatus("web", "Stopped");
        assertThat(condition("web", "Ready")).contains("False VMINotExists");
        assertThat(cluster.instance("web")).isEmpty();
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void editing_the_strategy_starts_and_stops() {
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.awaitStatus("web", "Stopped");
        strategy("web", "Always");
        cluster.awaitStatus("web", "Running");
        for (String quiet : List.of("Manual", "RerunOnFailure", "Once")) {
            strategy("web", quiet);
            cluster.eventually(
                    "the strategy is seen",
                    () -> quiet.equals(cluster.status("web").runStrategy()));
            assertThat(cluster.status("web").printableStatus()).isEqualTo("Running");
        }
        cluster.node().freeze(cluster.namespace() + "/web");
        strategy("web", "Halted");
        cluster.awaitStatus("web", "Stopping");
        cluster.eventually(
                "the condition says why", () -> condition("web", "Ready").equals(Optional.of("False PodTerminating")));
        cluster.node().thaw(cluster.namespace() + "/web");
        cluster.awaitStatus("web", "Stopped");
        cluster.eventually("nothing is left", () -> cluster.pods().isEmpty());
    }

    @Test
    void a_guest_that_shuts_itself_down_is_started_again_if_it_shall_always_run() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.endGuest("web", "{\"end\":\"guest-shutdown\"}");
        cluster.eventually("another instance runs", () -> !uid("web").equals(first) && cluster.runs("web"));
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void rerun_on_failure_starts_again_after_a_crash_and_not_after_a_shutdown() {
        cluster.createMachine("web", "runStrategy: RerunOnFailure");
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.endGuest("web", "{\"end\":\"crashed\",\"message\":\"QEMU is gone\"}");
        cluster.eventually("another instance runs", () -> !uid("web").equals(first) && cluster.runs("web"));
        cluster.awaitStatus("web", "Running");
        cluster.eventually("the request is done", () -> cluster.status("web").stateChangeRequests() == null);

        cluster.endGuest("web", "{\"end\":\"guest-shutdown\"}");
        cluster.awaitStatus("web", "Stopped");
        cluster.eventually("no instance is left", () -> cluster.instance("web").isEmpty());
    }

    @Test
    void rerun_on_failure_leaves_down_what_a_user_deletes() {
        cluster.createMachine("web", "runStrategy: RerunOnFailure");
        cluster.awaitStatus("web", "Running");
        cluster.deleteInstance("web");
        cluster.eventually("no instance is left", () -> cluster.instance("web").isEmpty());
        cluster.awaitStatus("web", "Stopped");
    }

    @Test
    void manual_starts_stops_and_restarts_on_request() {
        cluster.createMachine("web", "runStrategy: Manual");
        cluster.awaitStatus("web", "Stopped");
        cluster.requestChange("web", "[{\"action\":\"Start\"}]");
        cluster.awaitStatus("web", "Running");
        cluster.eventually("the request is done", () -> cluster.status("web").stateChangeRequests() == null);

        String first = uid("web");
        cluster.requestChange("web", "[{\"action\":\"Stop\",\"uid\":\"%s\"},{\"action\":\"Start\"}]".formatted(first));
        cluster.eventually("another instance runs", () -> !uid("web").equals(first) && cluster.runs("web"));
        cluster.awaitStatus("web", "Running");

        cluster.requestChange("web", "[{\"action\":\"Stop\",\"uid\":\"%s\"}]".formatted(uid("web")));
        cluster.awaitStatus("web", "Stopped");
    }

    @Test
    void once_keeps_what_has_ended() {
        cluster.createMachine("web", "runStrategy: Once");
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.endGuest("web", "{\"end\":\"guest-shutdown\"}");
        cluster.awaitStatus("web", "Stopped");
        assertThat(uid("web")).isEqualTo(first);
        assertThat(cluster.instance("web").orElseThrow().getStatus().phase()).isEqualTo("Succeeded");
        assertThat(cluster.status("web").created()).isTrue();
    }

    @Test
    void a_machine_that_fails_to_start_waits_longer_each_time() {
        cluster.node().breakMachine(cluster.namespace() + "/web");
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "CrashLoopBackOff");
        VirtualMachineStartFailure failure =
                Optional.ofNullable(cluster.status("web").startFailure()).orElseThrow();
        assertThat(failure.consecutiveFailCount()).isEqualTo(1);
        assertThat(failure.retryAfterTimestamp()).isNotEmpty();
        cluster.eventually(
                "the failed instance is removed", () -> cluster.instance("web").isEmpty());
    }

    @Test
    void a_pod_that_no_node_takes_shows() {
        cluster.createMachine("web", ALWAYS + "\n");
        cluster.awaitStatus("web", "Running");
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: lost, namespace: shop}
                spec:
                  runStrategy: Always
                  template:
                    spec:
                      nodeSelector: {nowhere: "true"}
                      domain: {devices: {}, memory: {guest: 64Mi}}
                """);
        cluster.awaitStatus("lost", "ErrorUnschedulable");
        strategy("lost", "Halted");
        cluster.awaitStatus("lost", "Stopped");
    }

    @Test
    void a_machine_waits_for_a_claim_that_is_missing() {
        machineWithVolume("web", "{name: data, persistentVolumeClaim: {claimName: data}}");
        cluster.awaitStatus("web", "ErrorPvcNotFound");
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void deleting_a_machine_ends_its_guest_first() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        cluster.node().freeze(cluster.namespace() + "/web");
        cluster.deleteMachine("web");
        cluster.awaitStatus("web", "Terminating");
        assertThat(cluster.runs("web")).isTrue();
        cluster.node().thaw(cluster.namespace() + "/web");
        cluster.eventually(
                "all is gone",
                () -> cluster.machine("web").isEmpty()
                        && cluster.instance("web").isEmpty()
                        && cluster.pods().isEmpty());
    }

    @Test
    void deleting_the_instance_of_a_machine_that_shall_always_run_starts_another() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.deleteInstance("web");
        cluster.eventually("another instance runs", () -> !uid("web").equals(first) && cluster.runs("web"));
    }

    @Test
    void a_pod_that_is_evicted_is_replaced_by_another_instance() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.client().resource(cluster.pods().getFirst()).delete();
        cluster.eventually("another instance runs", () -> !uid("web").equals(first) && cluster.runs("web"));
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void an_instance_without_a_machine_runs_and_ends() {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: alone, namespace: shop}
                spec: {domain: {devices: {}, memory: {guest: 64Mi}}}
                """);
        cluster.eventually("it runs", () -> cluster.runs("alone"));
        cluster.deleteInstance("alone");
        cluster.eventually(
                "all is gone",
                () -> cluster.instance("alone").isEmpty() && cluster.pods().isEmpty());
    }

    @Test
    void a_foreign_instance_of_the_same_name_is_left_alone() {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstance
                metadata: {name: web, namespace: shop}
                spec: {domain: {devices: {}, memory: {guest: 64Mi}}}
                """);
        cluster.eventually("it runs", () -> cluster.runs("web"));
        String foreign = uid("web");
        cluster.createMachine("web", ALWAYS);
        cluster.eventually(
                "the machine says why",
                () -> condition("web", "Failure")
                        .filter(text -> text.equals("True FailedCreate"))
                        .isPresent());
        assertThat(uid("web")).isEqualTo(foreign);

        cluster.deleteInstance("web");
        cluster.awaitStatus("web", "Running");
        assertThat(uid("web")).isNotEqualTo(foreign);
        cluster.eventually(
                "the problem is over", () -> condition("web", "Failure").isEmpty());
    }

    @Test
    void a_paused_guest_gets_no_traffic() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        cluster.eventually(
                "it is ready", () -> Boolean.TRUE.equals(cluster.status("web").ready()));
        paused("True");
        cluster.awaitStatus("web", "Paused");
        cluster.eventually("the gate is shut", () -> gate().equals("False"));
    }

    @Test
    void another_size_needs_a_restart() {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        assertThat(condition("web", "RestartRequired")).isEmpty();
        cluster.patchMachine(
                "web", "{\"spec\":{\"template\":{\"spec\":{\"domain\":{\"memory\":{\"guest\":\"128Mi\"}}}}}}");
        cluster.eventually(
                "it is told", () -> condition("web", "RestartRequired").isPresent());
        cluster.requestChange(
                "web", "[{\"action\":\"Stop\",\"uid\":\"%s\"},{\"action\":\"Start\"}]".formatted(uid("web")));
        cluster.eventually(
                "it is over", () -> condition("web", "RestartRequired").isEmpty());
    }

    @Test
    void a_restarted_operator_finds_everything_as_it_was() throws Exception {
        cluster.createMachine("web", ALWAYS);
        cluster.awaitStatus("web", "Running");
        String first = uid("web");
        cluster.stopOperator();
        cluster.startOperator();
        cluster.createMachine("other", ALWAYS);
        cluster.awaitStatus("other", "Running");
        assertThat(uid("web")).isEqualTo(first);
        assertThat(cluster.status("web").printableStatus()).isEqualTo("Running");
    }

    @Test
    void clients_learn_what_is_installed() {
        cluster.eventually(
                "it is deployed",
                () -> cluster.client().resources(KubeVirt.class).inAnyNamespace().list().getItems().stream()
                        .anyMatch(resource -> resource.getStatus() != null
                                && "Deployed".equals(resource.getStatus().phase())
                                && "amd64".equals(resource.getStatus().defaultArchitecture())
                                && "v1.9.0".equals(resource.getStatus().observedKubeVirtVersion())));
    }

    private void machineWithVolume(String name, String volume) {
        cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: shop}
                spec:
                  runStrategy: Always
                  template:
                    spec:
                      domain: {devices: {}, memory: {guest: 64Mi}}
                      volumes: [%s]
                """.formatted(name, volume));
    }

    private void strategy(String name, String strategy) {
        cluster.patchMachine(name, "{\"spec\":{\"runStrategy\":\"" + strategy + "\"}}");
    }

    private void paused(String status) {
        cluster.client()
                .resource(cluster.instance("web").orElseThrow())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"Paused\",\"status\":\"%s\",\"reason\":\"PausedByUser\"}]}}"
                                .formatted(status));
    }

    private String gate() {
        Pod pod = cluster.pods().getFirst();
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("kubevirt.io/virtual-machine-unpaused"))
                .findFirst()
                .orElseThrow()
                .getStatus();
    }

    private String uid(String name) {
        return cluster.instance(name)
                .map(instance -> instance.getMetadata().getUid())
                .orElse("");
    }

    private List<String> phases(String name) {
        return Optional.ofNullable(
                        cluster.instance(name).orElseThrow().getStatus().phaseTransitionTimestamps())
                .orElse(List.of())
                .stream()
                .map(VirtualMachineInstancePhaseTransitionTimestamp::phase)
                .map(String::valueOf)
                .toList();
    }

    private Optional<String> condition(String name, String type) {
        return Optional.ofNullable(cluster.status(name).conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .map((VirtualMachineCondition condition) -> condition.status() + " " + condition.reason())
                .findFirst();
    }
}
