package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VolumeStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that come and go while a machine runs, as far as the operator brings them. */
class HotplugTest {
    private static final String ADD = "{\"spec\":{\"template\":{\"spec\":{\"domain\":{\"devices\":{\"disks\":"
            + "[{\"name\":\"data\",\"disk\":{\"bus\":\"scsi\"}}]}},\"volumes\":"
            + "[{\"name\":\"data\",\"persistentVolumeClaim\":{\"claimName\":\"data\",\"hotpluggable\":true}}]}}}}";
    private static final String REMOVE =
            "{\"spec\":{\"template\":{\"spec\":{\"domain\":{\"devices\":{\"disks\":[]}},\"volumes\":[]}}}}";

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

    @Test
    void a_volume_of_the_template_reaches_the_running_guest_and_leaves_it() {
        cluster.createMachine("web", "runStrategy: Always");
        cluster.awaitStatus("web", "Running");
        String before = instance().getMetadata().getUid();

        cluster.patchMachine("web", ADD);
        cluster.eventually(
                "it is told why it waits",
                () -> "PVCNotReady".equals(volume().orElseThrow().reason()));
        assertThat(volume().orElseThrow().message()).contains("data does not exist");
        createClaim();
        cluster.eventually(
                "the guest has it", () -> "Ready".equals(volume().orElseThrow().phase()));
        Pod attachment = attachments().getFirst();
        assertThat(cluster.text(volume().orElseThrow(), "/hotplugVolume/attachPodName"))
                .isEqualTo(attachment.getMetadata().getName());
        assertThat(attachment.getMetadata().getOwnerReferences().getFirst().getKind())
                .isEqualTo("Pod");
        assertThat(conditions()).doesNotContain("RestartRequired");

        cluster.patchMachine("web", REMOVE);
        cluster.eventually(
                "nothing is left of it",
                () -> volume().isEmpty() && attachments().isEmpty());
        assertThat(instance().getMetadata().getUid()).isEqualTo(before);
        assertThat(conditions()).doesNotContain("RestartRequired");
    }

    @Test
    void a_requested_volume_is_written_into_the_template_and_the_request_is_settled() {
        createClaim();
        cluster.createMachine("web", "runStrategy: Always");
        cluster.awaitStatus("web", "Running");
        request("{\"addVolumeOptions\":{\"name\":\"data\",\"disk\":{\"name\":\"data\",\"disk\":{\"bus\":\"scsi\"}},"
                + "\"volumeSource\":{\"persistentVolumeClaim\":{\"claimName\":\"data\"}}}}");
        cluster.eventually(
                "the guest has it", () -> "Ready".equals(volume().orElseThrow().phase()));
        cluster.eventually("the request is settled", () -> cluster.status("web").volumeRequests() == null);
        assertThat(cluster.text(cluster.machine("web").orElseThrow(), "/spec/template/spec/volumes/0/name"))
                .isEqualTo("data");
        request("{\"removeVolumeOptions\":{\"name\":\"data\"}}");
        cluster.eventually(
                "nothing is left of it",
                () -> volume().isEmpty() && attachments().isEmpty());
        cluster.eventually("the request is settled", () -> cluster.status("web").volumeRequests() == null);
    }

    @Test
    void a_plugged_volume_is_there_again_after_a_restart() {
        createClaim();
        cluster.createMachine("web", "runStrategy: Always");
        cluster.awaitStatus("web", "Running");
        cluster.patchMachine("web", ADD);
        cluster.eventually(
                "the guest has it", () -> "Ready".equals(volume().orElseThrow().phase()));
        String first = instance().getMetadata().getUid();
        cluster.deleteInstance("web");
        cluster.eventually(
                "the next instance has it",
                () -> !instance().getMetadata().getUid().equals(first)
                        && "Ready".equals(volume().orElseThrow().phase()));
        assertThat(attachments()).hasSize(1);
        cluster.patchMachine("web", "{\"spec\":{\"runStrategy\":\"Halted\"}}");
        cluster.eventually("nothing is left", () -> cluster.pods().isEmpty());
    }

    private static void createClaim() {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
                """);
    }

    private static void request(String request) {
        cluster.client()
                .resources(dev.slipway.api.kubevirt.VirtualMachine.class)
                .inNamespace(cluster.namespace())
                .withName("web")
                .subresource("status")
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        "{\"status\":{\"volumeRequests\":[" + request + "]}}");
    }

    private static VirtualMachineInstance instance() {
        return cluster.instance("web").orElseThrow();
    }

    private static Optional<VolumeStatus> volume() {
        return Optional.ofNullable(instance().getStatus().volumeStatus()).orElse(List.of()).stream()
                .filter(status -> "data".equals(status.name()))
                .findFirst();
    }

    private static List<String> conditions() {
        return Optional.ofNullable(cluster.status("web"))
                .map(VirtualMachineStatus::conditions)
                .orElse(List.of())
                .stream()
                .map(condition -> String.valueOf(condition.type()))
                .toList();
    }

    private static List<Pod> attachments() {
        return cluster.pods().stream()
                .filter(pod ->
                        "hotplug-disk".equals(pod.getMetadata().getLabels().get("kubevirt.io")))
                .toList();
    }
}
