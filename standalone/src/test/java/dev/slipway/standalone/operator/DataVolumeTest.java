package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios of CDI's lifecycle.jsonl, and those where Slipway does better. */
class DataVolumeTest {
    private static final String HTTP = "{http: {url: 'https://images.test/disk.qcow2'}}";

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
    void an_import_fills_a_claim_and_leaves_no_pod() {
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "Succeeded");
        assertThat(condition("disk", "Ready")).contains("True");
        assertThat(status("disk").progress()).isEqualTo("100.0%");
        PersistentVolumeClaim claim = claim("disk").orElseThrow();
        assertThat(claim.getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/storage.import.endpoint", "https://images.test/disk.qcow2")
                .containsEntry("cdi.kubevirt.io/storage.import.source", "http")
                .containsKey("cdi.kubevirt.io/createdForDataVolume");
        assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOnce");
        cluster.eventually("no Pod is left", () -> cluster.pods().isEmpty());
        cluster.eventually(
                "the claim tells it",
                () -> "Succeeded"
                        .equals(claim("disk")
                                .orElseThrow()
                                .getMetadata()
                                .getAnnotations()
                                .get("cdi.kubevirt.io/storage.pod.phase")));
    }

    @Test
    void a_wrong_image_fails_with_its_reason_and_is_not_tried_again() {
        cluster.node()
                .failImport(
                        cluster.namespace() + "/disk",
                        "{\"reason\":\"CHECKSUM_MISMATCH\",\"message\":\"The sums differ.\",\"retry\":false}");
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "Failed");
        assertThat(condition("disk", "Running")).contains("False ChecksumError The sums differ.");
        assertThat(status("disk").restartCount()).isNull();
    }

    @Test
    void a_failure_that_passes_is_overcome() {
        String disk = cluster.namespace() + "/disk";
        cluster.node()
                .failImport(disk, "{\"reason\":\"CONNECTION_REFUSED\",\"message\":\"Nobody listens.\",\"retry\":true}");
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        cluster.eventually(
                "it was tried again",
                () -> Optional.ofNullable(status("disk").restartCount())
                        .filter(count -> count > 0)
                        .isPresent());
        cluster.node().repairImport(disk);
        awaitPhase("disk", "Succeeded");
    }

    @Test
    void a_failure_that_does_not_pass_ends() {
        cluster.node()
                .failImport(
                        cluster.namespace() + "/disk",
                        "{\"reason\":\"CONNECTION_REFUSED\",\"message\":\"Nobody listens.\",\"retry\":true}");
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "Failed");
        assertThat(condition("disk", "Running").orElseThrow()).contains("Nobody listens.", "3 tries");
        assertThat(status("disk").restartCount()).isEqualTo(2);
    }

    @Test
    void an_existing_claim_is_left_alone() {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: disk, namespace: shop}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """);
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "Failed");
        assertThat(condition("disk", "Running").orElseThrow()).contains("exists already");
        assertThat(cluster.pods()).isEmpty();
    }

    @Test
    void a_source_that_is_not_supported_is_named() {
        create(
                "disk",
                "{imageio: {url: 'https://images.test', diskId: one}}",
                "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "Failed");
        assertThat(condition("disk", "Running").orElseThrow()).contains("spec.source.imageio is not supported yet");
        assertThat(claim("disk")).isEmpty();
    }

    @Test
    void a_blank_disk_needs_no_source() {
        create("disk", "{blank: {}}", "pvc: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}");
        awaitPhase("disk", "Succeeded");
    }

    @Test
    void an_upload_is_waited_for_by_a_pod_with_a_certificate_of_its_own() {
        create("disk", "{upload: {}}", "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "UploadReady");
        cluster.eventually(
                "the claim tells it",
                () -> "true"
                        .equals(claim("disk")
                                .orElseThrow()
                                .getMetadata()
                                .getAnnotations()
                                .get("cdi.kubevirt.io/storage.pod.ready")));
        Pod pod = cluster.pods().getFirst();
        assertThat(pod.getMetadata().getName()).isEqualTo("cdi-upload-disk");
        Secret secret = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .map(volume -> cluster.client()
                        .secrets()
                        .inNamespace(cluster.namespace())
                        .withName(volume.getSecret().getSecretName())
                        .get())
                .findFirst()
                .orElseThrow();
        Secret proxy = cluster.client()
                .secrets()
                .inNamespace("slipway")
                .withName("upload-proxy")
                .get();
        assertThat(secret.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt");
        assertThat(secret.getData().get("ca.crt")).isEqualTo(proxy.getData().get("ca.crt"));

        cluster.node().finishUpload(cluster.namespace() + "/disk");
        awaitPhase("disk", "Succeeded");
        assertThat(condition("disk", "Running")).contains("False Completed Upload Complete");
    }

    @Test
    void a_late_claim_waits_for_the_machine_that_uses_it() {
        create("disk", HTTP, "storage: {storageClassName: late, resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "WaitForFirstConsumer");
        assertThat(cluster.pods()).isEmpty();
        cluster.create(machine("web", "{name: root, dataVolume: {name: disk}}", ""));
        cluster.awaitStatus("web", "Running");
        assertThat(status("disk").phase()).isEqualTo("Succeeded");
    }

    @Test
    void a_machine_starts_when_its_disk_is_filled() {
        cluster.create(machine("web", "{name: root, dataVolume: {name: web-root}}", template("web-root")));
        cluster.awaitStatus("web", "Running");
        DataVolume volume = cluster.dataVolume("web-root").orElseThrow();
        assertThat(volume.getMetadata().getOwnerReferences().getFirst().getKind())
                .isEqualTo("VirtualMachine");
        cluster.deleteMachine("web");
        cluster.eventually(
                "disk and claim go with their machine",
                () -> cluster.machine("web").isEmpty()
                        && cluster.dataVolume("web-root").isEmpty()
                        && claim("web-root").isEmpty());
    }

    @Test
    void a_machine_whose_disk_failed_says_so_and_starts_when_that_is_mended() {
        String disk = cluster.namespace() + "/web-root";
        cluster.node()
                .failImport(disk, "{\"reason\":\"NOT_FOUND\",\"message\":\"There is no such file.\",\"retry\":false}");
        cluster.create(machine("web", "{name: root, dataVolume: {name: web-root}}", template("web-root")));
        cluster.awaitStatus("web", "DataVolumeError");
        cluster.eventually(
                "the machine says why",
                () -> Optional.ofNullable(cluster.status("web").conditions()).orElse(List.of()).stream()
                        .anyMatch(one -> "Failure".equals(one.type())
                                && (one.message() + "").contains("There is no such file.")));
        cluster.node().repairImport(disk);
        cluster.client().resource(cluster.dataVolume("web-root").orElseThrow()).delete();
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void a_disk_that_nobody_owns_is_taken_over() {
        create("web-root", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("web-root", "Succeeded");
        cluster.create(machine("web", "{name: root, dataVolume: {name: web-root}}", template("web-root")));
        cluster.awaitStatus("web", "Running");
        assertThat(cluster.dataVolume("web-root").orElseThrow().getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getName()).isEqualTo("web"));
    }

    @Test
    void a_disk_of_another_owner_is_not_taken() {
        ConfigMap keeper = cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("keeper")
                        .withNamespace(cluster.namespace())
                        .endMetadata()
                        .build())
                .create();
        create("web-root", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        awaitPhase("web-root", "Succeeded");
        cluster.client().resource(cluster.dataVolume("web-root").orElseThrow()).edit(disk -> {
            disk.getMetadata()
                    .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                            .withApiVersion("v1")
                            .withKind("ConfigMap")
                            .withName("keeper")
                            .withUid(keeper.getMetadata().getUid())
                            .withController(true)
                            .build()));
            return disk;
        });
        cluster.create(machine("web", "{name: root, dataVolume: {name: web-root}}", template("web-root")));
        cluster.eventually(
                "the machine says why",
                () -> Optional.ofNullable(cluster.machine("web").orElseThrow().getStatus())
                        .flatMap(status -> Optional.ofNullable(status.conditions()))
                        .orElse(List.of())
                        .stream()
                        .anyMatch(one ->
                                "Failure".equals(one.type()) && (one.message() + "").contains("exists already")));
        assertThat(cluster.instance("web")).isEmpty();
    }

    @Test
    void deleting_an_import_in_the_middle_leaves_nothing() {
        cluster.node().failImport(cluster.namespace() + "/disk", "{\"reason\":\"X\",\"message\":\"x\",\"retry\":true}");
        create("disk", HTTP, "storage: {resources: {requests: {storage: 1Gi}}}");
        cluster.eventually("a Pod works", () -> !cluster.pods().isEmpty());
        cluster.client().resource(cluster.dataVolume("disk").orElseThrow()).delete();
        cluster.eventually(
                "all is gone",
                () -> cluster.dataVolume("disk").isEmpty()
                        && claim("disk").isEmpty()
                        && cluster.pods().isEmpty());
    }

    @Test
    void an_importer_that_is_deleted_is_replaced() {
        create("disk", HTTP, "storage: {storageClassName: late, resources: {requests: {storage: 1Gi}}}");
        awaitPhase("disk", "WaitForFirstConsumer");
        cluster.client().resource(cluster.dataVolume("disk").orElseThrow()).edit(volume -> {
            volume.getMetadata()
                    .setAnnotations(java.util.Map.of("cdi.kubevirt.io/storage.bind.immediate.requested", "true"));
            return volume;
        });
        cluster.eventually(
                "a Pod works or is done",
                () -> !cluster.pods().isEmpty()
                        || "Succeeded".equals(status("disk").phase()));
        for (Pod pod : cluster.pods()) {
            cluster.client().resource(pod).delete();
        }
        awaitPhase("disk", "Succeeded");
    }

    private static void create(String name, String source, String size) {
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: %s, namespace: shop}
                spec:
                  source: %s
                  %s
                """.formatted(name, source, size));
    }

    private static String machine(String name, String volume, String templates) {
        return """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: shop}
                spec:
                  runStrategy: Always
                  dataVolumeTemplates: [%s]
                  template:
                    spec:
                      domain: {devices: {}, memory: {guest: 64Mi}}
                      volumes: [%s]
                """.formatted(name, templates, volume);
    }

    private static String template(String name) {
        return "{metadata: {name: %s}, spec: {source: %s, storage: {resources: {requests: {storage: 1Gi}}}}}"
                .formatted(name, HTTP);
    }

    private static void awaitPhase(String name, String phase) {
        cluster.eventually(
                "DataVolume " + name + " is " + phase,
                () -> cluster.dataVolume(name)
                        .map(DataVolume::getStatus)
                        .map(DataVolumeStatus::phase)
                        .filter(phase::equals)
                        .isPresent());
    }

    private static DataVolumeStatus status(String name) {
        return cluster.dataVolume(name)
                .map(DataVolume::getStatus)
                .orElseGet(() ->
                        dev.slipway.api.cdi.DataVolumeStatusBuilder.builder().build());
    }

    private static Optional<PersistentVolumeClaim> claim(String name) {
        return Optional.ofNullable(cluster.client()
                .persistentVolumeClaims()
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }

    private static Optional<String> condition(String name, String type) {
        return Optional.ofNullable(status(name).conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .map(DataVolumeTest::line)
                .findFirst();
    }

    private static String line(DataVolumeCondition condition) {
        return java.util.stream.Stream.of(condition.status(), condition.reason(), condition.message())
                .filter(part -> part != null)
                .collect(java.util.stream.Collectors.joining(" "));
    }
}
