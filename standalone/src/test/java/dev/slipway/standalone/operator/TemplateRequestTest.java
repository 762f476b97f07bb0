package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
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

/** Templates made of machines, as clients of virt-template see them. */
class TemplateRequestTest {
    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;
    private static FakeStorage storage;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
        storage = new FakeStorage(cluster);
        cluster.create("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast-late}
                provisioner: fast.test
                volumeBindingMode: WaitForFirstConsumer
                """);
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
    void a_template_has_the_machine_without_what_is_its_own_and_a_disk_that_goes_with_it() {
        machine("fast");
        ask("templateName: golden\ntemplateLabels: {os: linux}");
        awaitReady();
        VirtualMachineTemplate template = template("golden").orElseThrow();
        assertThat(cluster.text(request(), "/status/templateRef/name")).isEqualTo("golden");
        assertThat(condition("Ready", "reason")).isEqualTo("Reconciled");
        assertThat(condition("Ready", "message")).isEqualTo("VirtualMachineTemplate is ready to be processed");
        assertThat(condition("Progressing", "status")).isEqualTo("False");
        assertThat(template.getMetadata().getLabels()).containsEntry("os", "linux");
        String machine = "/spec/virtualMachine";
        assertThat(cluster.text(template, machine + "/metadata/name")).isEqualTo("${NAME}");
        String domain = machine + "/spec/template/spec/domain";
        assertThat(cluster.text(template, domain + "/memory/guest")).isEqualTo("64Mi");
        assertThat(cluster.text(template, domain + "/devices/interfaces/0/name"))
                .isEqualTo("default");
        assertThat(cluster.text(template, domain + "/devices/interfaces/0/macAddress"))
                .isEmpty();
        assertThat(cluster.text(template, domain + "/firmware/uuid")).isEmpty();
        assertThat(cluster.text(template, machine + "/spec/template/spec/volumes/0/dataVolume/name"))
                .isEqualTo("d-${NAME}");
        assertThat(cluster.text(template, machine + "/spec/dataVolumeTemplates/0/metadata/name"))
                .isEqualTo("d-${NAME}");
        String disk = cluster.text(template, machine + "/spec/dataVolumeTemplates/0/spec/source/pvc/name");
        assertThat(disk).matches("golden-[0-9a-f]{8}");
        assertThat(cluster.text(template, "/spec/parameters/0/from")).isEqualTo("vm-[a-z0-9]{5}");
        assertThat(owners(cluster.dataVolume(disk).orElseThrow()))
                .extracting(OwnerReference::getKind, OwnerReference::getName)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("VirtualMachineTemplate", "golden"));
        PersistentVolumeClaim claim = find(PersistentVolumeClaim.class, disk).orElseThrow();
        assertThat(claim.getSpec().getDataSource().getKind()).isEqualTo("VolumeSnapshot");
        cluster.eventually(
                "the snapshot is gone",
                () -> storage.snapshots().isEmpty() && snapshots().isEmpty());
        cluster.client().resource(template).delete();
        cluster.eventually(
                "the disk is gone, the machine's is not",
                () -> find(PersistentVolumeClaim.class, disk).isEmpty()
                        && find(PersistentVolumeClaim.class, "a").isPresent());
    }

    @Test
    void a_disk_that_waits_for_its_consumer_is_cloned_by_way_of_another_claim_that_goes() {
        machine("fast-late");
        bind("a");
        ask("");
        awaitReady();
        String disk = diskOf(template("r").orElseThrow());
        DataVolume volume = cluster.dataVolume(disk).orElseThrow();
        assertThat(cluster.text(volume, "/spec/source/pvc/namespace")).isEqualTo(cluster.namespace());
        assertThat(cluster.text(volume, "/spec/source/pvc/name")).isNotEqualTo("a");
        cluster.eventually(
                "what was between is gone",
                () -> find(PersistentVolumeClaim.class, cluster.text(volume, "/spec/source/pvc/name"))
                        .isEmpty());
        assertThat(find(PersistentVolumeClaim.class, disk)).isPresent();
    }

    @Test
    void a_machine_of_another_namespace_is_cloned_from_there() {
        machine("fast");
        String source = cluster.namespace();
        cluster.enterNewNamespace();
        ask("", source);
        cluster.eventually("the disk is asked for", () -> {
            complete(source);
            return !volumes().isEmpty();
        });
        DataVolume volume = volumes().getFirst();
        assertThat(cluster.text(volume, "/spec/source/pvc/namespace")).isEqualTo(source);
        assertThat(volume.getMetadata().getAnnotations()).containsEntry("slipway.dev/clone-source-namespaces", source);
        cluster.client().resource(request()).delete();
        cluster.eventually(
                "nothing is left in the machine's namespace",
                () -> cluster.client()
                                .resources(VirtualMachineSnapshot.class)
                                .inNamespace(source)
                                .list()
                                .getItems()
                                .isEmpty()
                        && cluster.client()
                                        .persistentVolumeClaims()
                                        .inNamespace(source)
                                        .list()
                                        .getItems()
                                        .size()
                                == 1);
        cluster.eventually("nor in the request's", () -> volumes().isEmpty());
    }

    @Test
    void a_request_that_ended_well_goes_after_its_time_and_leaves_the_template() {
        machine("fast");
        ask("ttlSecondsAfterFinished: 0");
        cluster.eventually("it is gone", () -> {
            storage.completeUntil(() -> true);
            return template("r").isPresent()
                    && find(VirtualMachineTemplateRequest.class, "r").isEmpty();
        });
        String disk = diskOf(template("r").orElseThrow());
        assertThat(owners(cluster.dataVolume(disk).orElseThrow()))
                .extracting(OwnerReference::getKind)
                .containsExactly("VirtualMachineTemplate");
    }

    @Test
    void a_request_without_machine_fails_and_stays() {
        ask("ttlSecondsAfterFinished: 0");
        awaitFailed();
        assertThat(condition("Ready", "message")).contains("/web does not exist");
    }

    @Test
    void a_request_for_a_machine_of_a_namespace_that_is_not_there_says_so() {
        ask("", "nowhere");
        cluster.eventually(
                "it is told", () -> condition("Ready", "message").contains("namespaces \"nowhere\" not found"));
        assertThat(condition("Progressing", "status")).isEqualTo("True");
    }

    @Test
    void a_disk_that_cannot_be_saved_makes_no_template_that_would_share_it() {
        machine("plain");
        ask("");
        awaitFailed();
        assertThat(condition("Ready", "message"))
                .contains("The volume d of VirtualMachine")
                .contains("share");
        assertThat(template("r")).isEmpty();
    }

    @Test
    void a_template_of_the_same_name_is_left_alone() {
        cluster.create("""
                apiVersion: template.kubevirt.io/v1beta1
                kind: VirtualMachineTemplate
                metadata: {name: r, namespace: shop}
                spec:
                  virtualMachine: {metadata: {name: x}}
                """);
        machine("fast");
        ask("");
        awaitFailed();
        assertThat(condition("Ready", "message")).contains("was not created by this request");
        assertThat(snapshots()).isEmpty();
    }

    private static void machine(String storageClass) {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: a, namespace: shop}
                spec: {storageClassName: %s, accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
                """.formatted(storageClass));
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"template":{"spec":{"domain":{"firmware":{"uuid":"5d307ca9-b3ef-428c-8861-06e72d69f223"},
                  "devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}}],
                   "interfaces":[{"name":"default","masquerade":{},"macAddress":"02:00:00:00:00:01"}]}},
                  "networks":[{"name":"default","pod":{}}],
                  "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"a"}}]}}}}""");
        cluster.eventually(
                "it is known what becomes of its volume",
                () -> !cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/0/enabled")
                        .isEmpty());
    }

    /** As if the machine had run once: what has no volume yet cannot be saved. */
    private static void bind(String claim) {
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace(cluster.namespace())
                .withName(claim)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Bound\"}}");
    }

    private static void ask(String spec) {
        ask(spec, cluster.namespace());
    }

    /** The quotes keep the namespace from being taken for that of the object. */
    private static void ask(String spec, String namespace) {
        cluster.create("""
                apiVersion: template.kubevirt.io/v1beta1
                kind: VirtualMachineTemplateRequest
                metadata: {name: r, namespace: shop}
                spec:
                  virtualMachineRef: {"namespace": %s, name: web}
                %s
                """.formatted(namespace, spec.indent(2)));
    }

    private static void awaitReady() {
        cluster.eventually(
                "the template is ready: " + cluster.text(request(), "/status"),
                () -> storage.completeUntil(() -> condition("Ready", "status").equals("True")));
    }

    private static void awaitFailed() {
        cluster.eventually(
                "the request has failed",
                () -> storage.completeUntil(
                        () -> condition("Progressing", "status").equals("False")));
        assertThat(condition("Ready", "reason")).isEqualTo("Failed");
        assertThat(find(VirtualMachineTemplateRequest.class, "r")).isPresent();
    }

    /** The storage of another namespace does its work. */
    private static void complete(String namespace) {
        cluster.client()
                .resources(dev.slipway.api.volumesnapshot.VolumeSnapshot.class)
                .inNamespace(namespace)
                .list()
                .getItems()
                .forEach(snapshot -> cluster.client()
                        .resource(snapshot)
                        .subresource("status")
                        .patch(
                                io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                        io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                                "{\"status\":{\"creationTime\":\"2026-11-29T00:00:00Z\",\"readyToUse\":true}}"));
    }

    private static VirtualMachineTemplateRequest request() {
        return find(VirtualMachineTemplateRequest.class, "r").orElseThrow();
    }

    private static String condition(String type, String field) {
        for (int i = 0; i < 2; i++) {
            if (cluster.text(request(), "/status/conditions/" + i + "/type").equals(type)) {
                return cluster.text(request(), "/status/conditions/" + i + "/" + field);
            }
        }
        return "";
    }

    private static Optional<VirtualMachineTemplate> template(String name) {
        return find(VirtualMachineTemplate.class, name);
    }

    private static String diskOf(VirtualMachineTemplate template) {
        return cluster.text(template, "/spec/virtualMachine/spec/dataVolumeTemplates/0/spec/source/pvc/name");
    }

    private static List<OwnerReference> owners(HasMetadata object) {
        return object.getMetadata().getOwnerReferences();
    }

    private static List<DataVolume> volumes() {
        return list(DataVolume.class);
    }

    private static List<VirtualMachineSnapshot> snapshots() {
        return list(VirtualMachineSnapshot.class);
    }

    private static <T extends HasMetadata> List<T> list(Class<T> kind) {
        return cluster.client()
                .resources(kind)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return Optional.ofNullable(cluster.client()
                .resources(kind)
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }
}
