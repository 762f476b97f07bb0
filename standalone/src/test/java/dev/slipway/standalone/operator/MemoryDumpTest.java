package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineMemoryDumpRequest;
import dev.slipway.api.kubevirt.VolumeStatus;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dumps of a guest's memory to a claim, as far as the operator brings it there and takes it away. */
class MemoryDumpTest {
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
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: dump, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 256Mi}}}
                """);
        cluster.createMachine("web", "runStrategy: Always");
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void claim_comes_to_the_guest_leaves_it_with_the_dump_and_stays_with_the_machine_until_removed() {
        ask("{\"claimName\":\"dump\",\"phase\":\"Associating\"}");
        cluster.eventually("the claim is at the guest", () -> phase().equals("InProgress") && status().isPresent());
        assertThat(volume(cluster.machine("web").orElseThrow(), "/spec/template/spec"))
                .isEqualTo("dump");

        written("MemoryDumpVolumeCompleted", "");
        cluster.eventually("the dump is told", () -> phase().equals("Completed"));
        assertThat(request().fileName()).isEqualTo("web-dump.memory.dump");
        assertThat(request().endTimestamp()).isNotNull();
        cluster.eventually("the claim has left the guest", () -> status().isEmpty() && attachments() == 0);
        assertThat(volume(instance(), "/spec")).isEmpty();
        assertThat(Optional.ofNullable(cluster.status("web").conditions()).orElse(List.of()))
                .noneMatch(condition -> "RestartRequired".equals(condition.type()));

        ask("{\"remove\":true,\"phase\":\"Dissociating\"}");
        cluster.eventually(
                "the machine has let it go", () -> cluster.status("web").memoryDumpRequest() == null);
        assertThat(volume(cluster.machine("web").orElseThrow(), "/spec/template/spec"))
                .isEmpty();
    }

    @Test
    void dump_that_cannot_be_written_fails_with_the_sentence_of_the_node_and_frees_the_claim() {
        ask("{\"claimName\":\"dump\",\"phase\":\"Associating\"}");
        cluster.eventually("the claim is at the guest", () -> phase().equals("InProgress") && status().isPresent());
        written("MemoryDumpVolumeFailed", "the claim is too small");
        cluster.eventually("it has failed", () -> phase().equals("Failed"));
        assertThat(request().message()).isEqualTo("the claim is too small");
        cluster.eventually("the claim has left the guest", () -> status().isEmpty() && attachments() == 0);
    }

    @Test
    void dump_of_a_machine_that_stops_meanwhile_fails_and_the_next_start_dumps_nothing() {
        ask("{\"claimName\":\"dump\",\"phase\":\"Associating\"}");
        cluster.eventually("the claim is at the guest", () -> phase().equals("InProgress") && status().isPresent());
        String first = instance().getMetadata().getUid();
        cluster.deleteInstance("web");
        cluster.eventually("it has failed", () -> phase().equals("Failed"));
        cluster.eventually(
                "the machine runs again",
                () -> cluster.instance("web")
                        .filter(next -> !next.getMetadata().getUid().equals(first))
                        .isPresent());
        assertThat(volume(instance(), "/spec")).isEmpty();
    }

    @Test
    void dump_to_a_claim_that_is_gone_says_so_and_goes_on_when_there_is_one() {
        ask("{\"claimName\":\"later\",\"phase\":\"Associating\"}");
        cluster.eventually(
                "it says why it waits",
                () -> String.valueOf(request().message()).startsWith("The claim later does not exist"));
        assertThat(phase()).isEqualTo("Associating");
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: later, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 256Mi}}}
                """);
        cluster.eventually("it goes on", () -> phase().equals("InProgress"));
        cluster.eventually("and says nothing more", () -> request().message() == null);
    }

    /** As the subresource memorydump and its removal do. */
    private static void ask(String request) {
        cluster.client()
                .resources(VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .withName("web")
                .subresource("status")
                .patch(MERGE, "{\"status\":{\"memoryDumpRequest\":" + request + "}}");
    }

    /** Says what a node-agent says at the end of a dump. */
    private static void written(String phase, String message) {
        cluster.eventually(
                "the volume is at its node",
                () -> status().filter(
                                found -> List.of("Ready", "AttachedToNode").contains(String.valueOf(found.phase())))
                        .isPresent());
        cluster.client().resource(instance()).patch(MERGE, """
                        {"status":{"volumeStatus":[{"name":"dump","target":"","phase":"%s","message":"%s",
                          "hotplugVolume":{"attachPodName":"%s","attachPodUID":"%s"},
                          "memoryDumpVolume":{"claimName":"dump","targetFileName":"web-dump.memory.dump",
                            "startTimestamp":"2026-11-24T12:00:00Z","endTimestamp":"2026-11-24T12:00:09Z"}}]}}
                        """.formatted(
                        phase,
                        message,
                        cluster.text(status().orElseThrow(), "/hotplugVolume/attachPodName"),
                        cluster.text(status().orElseThrow(), "/hotplugVolume/attachPodUID")));
    }

    private static VirtualMachineMemoryDumpRequest request() {
        return Optional.ofNullable(cluster.status("web").memoryDumpRequest()).orElseThrow();
    }

    private static String phase() {
        return String.valueOf(request().phase());
    }

    private static VirtualMachineInstance instance() {
        return cluster.instance("web").orElseThrow();
    }

    private static Optional<VolumeStatus> status() {
        return Optional.ofNullable(instance().getStatus().volumeStatus()).orElse(List.of()).stream()
                .filter(status -> "dump".equals(status.name()))
                .findFirst();
    }

    /** Name of the only volume, if there is one. */
    private static String volume(Object object, String spec) {
        return cluster.text(object, spec + "/volumes/0/name");
    }

    private static long attachments() {
        return cluster.pods().stream()
                .filter(pod ->
                        "hotplug-disk".equals(pod.getMetadata().getLabels().get("kubevirt.io")))
                .count();
    }
}
