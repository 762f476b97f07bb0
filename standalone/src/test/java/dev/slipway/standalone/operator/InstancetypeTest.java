package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineCondition;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that leave their size to an instance type, and what is open in their devices to a preference. */
class InstancetypeTest {
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
            apiVersion: instancetype.kubevirt.io/v1beta1
            kind: VirtualMachinePreference
            metadata: {name: modern, namespace: shop}
            spec:
              cpu: {preferredCPUTopology: cores}
              devices:
                preferredDiskBus: virtio
                preferredAutoattachInputDevice: true
                preferredInputBus: usb
                preferredInputType: tablet
            """);
    }

    private static void size(String name, int cpus, String memory) {
        cluster.create("""
            apiVersion: instancetype.kubevirt.io/v1beta1
            kind: VirtualMachineInstancetype
            metadata: {name: %s, namespace: shop}
            spec: {cpu: {guest: %d}, memory: {guest: %s}}
            """.formatted(name, cpus, memory));
    }

    private static void machine(String size) {
        cluster.create("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web, namespace: shop}
            spec:
              runStrategy: Always
              instancetype: {kind: VirtualMachineInstancetype, name: %s}
              preference: {kind: VirtualMachinePreference, name: modern}
              template:
                spec:
                  architecture: amd64
                  domain: {devices: {}}
                  volumes: [{name: root, containerDisk: {image: 'registry.test/os:1'}}]
            """.formatted(size));
    }

    @Test
    void the_instance_has_the_size_of_its_type_and_the_devices_that_the_preference_wishes() {
        size("small", 2, "1Gi");
        machine("small");
        cluster.awaitStatus("web", "Running");

        VirtualMachineInstance instance = instance();
        assertThat(cluster.text(instance, "/spec/domain/cpu/cores")).isEqualTo("2");
        assertThat(cluster.text(instance, "/spec/domain/memory/guest")).isEqualTo("1Gi");
        assertThat(cluster.text(instance, "/spec/domain/devices/disks/0/disk/bus"))
                .isEqualTo("virtio");
        assertThat(cluster.text(instance, "/spec/domain/devices/inputs/0/bus")).isEqualTo("usb");
        assertThat(instance.getMetadata().getAnnotations())
                .containsEntry("kubevirt.io/instancetype-name", "small")
                .containsEntry("kubevirt.io/preference-name", "modern");
        assertThat(cluster.text(machine(), "/spec/template/spec/domain/memory/guest"))
                .isEmpty();
    }

    @Test
    void what_the_machine_met_is_kept_as_revisions_which_its_status_names() {
        size("small", 2, "1Gi");
        machine("small");
        cluster.awaitStatus("web", "Running");

        String kept = cluster.text(machine(), "/status/instancetypeRef/controllerRevisionRef/name");
        assertThat(kept).startsWith("web-small-v1beta1-").endsWith("-1");
        ControllerRevision revision = revision(kept);
        assertThat(revision.getMetadata().getLabels())
                .containsEntry("instancetype.kubevirt.io/object-kind", "VirtualMachineInstancetype")
                .containsEntry("instancetype.kubevirt.io/object-name", "small")
                .containsEntry("instancetype.kubevirt.io/object-version", "v1beta1")
                .containsEntry("instancetype.kubevirt.io/object-generation", "1");
        assertThat(revision.getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(machine().getMetadata().getUid()));
        assertThat(cluster.text(revision, "/data/spec/memory/guest")).isEqualTo("1Gi");
        assertThat(cluster.text(machine(), "/status/preferenceRef/name")).isEqualTo("modern");
        ControllerRevision start = revision(cluster.text(instance(), "/status/virtualMachineRevisionName"));
        assertThat(cluster.text(start, "/data/spec/instancetype/revisionName")).isEqualTo(kept);
    }

    @Test
    void a_size_that_is_changed_later_changes_no_machine_that_has_met_it() {
        size("small", 2, "1Gi");
        machine("small");
        cluster.awaitStatus("web", "Running");
        cluster.client().resource("""
            apiVersion: instancetype.kubevirt.io/v1beta1
            kind: VirtualMachineInstancetype
            metadata: {name: small, namespace: %s}
            spec: {cpu: {guest: 4}, memory: {guest: 2Gi}}
            """.formatted(cluster.namespace())).update();
        String uid = instance().getMetadata().getUid();
        cluster.requestChange("web", "[{\"action\":\"Stop\",\"uid\":\"" + uid + "\"},{\"action\":\"Start\"}]");
        cluster.eventually(
                "it runs again", () -> !uid.equals(instance().getMetadata().getUid()));

        assertThat(cluster.text(instance(), "/spec/domain/cpu/cores")).isEqualTo("2");
        assertThat(cluster.text(instance(), "/spec/domain/memory/guest")).isEqualTo("1Gi");
    }

    @Test
    void another_size_is_kept_anew_and_waits_for_a_restart() {
        size("small", 2, "1Gi");
        size("large", 4, "1Gi");
        machine("small");
        cluster.awaitStatus("web", "Running");
        cluster.patchMachine("web", "{\"spec\":{\"instancetype\":{\"name\":\"large\"}}}");

        cluster.eventually("it is told", () -> condition("RestartRequired").isPresent());
        assertThat(cluster.text(machine(), "/status/instancetypeRef/controllerRevisionRef/name"))
                .startsWith("web-large-v1beta1-");
        assertThat(cluster.text(instance(), "/spec/domain/cpu/cores")).isEqualTo("2");
    }

    @Test
    void a_machine_whose_size_is_missing_says_so_and_starts_when_it_comes() {
        machine("small");
        cluster.eventually(
                "it is told",
                () -> condition("Failure")
                        .filter(failure -> "FailedFindInstancetype".equals(failure.reason()))
                        .isPresent());
        assertThat(condition("Failure").orElseThrow().message()).contains("small");
        assertThat(cluster.instance("web")).isEmpty();
        assertThat(cluster.status("web").printableStatus()).isEqualTo("Stopped");

        size("small", 2, "1Gi");
        cluster.awaitStatus("web", "Running");
        assertThat(condition("Failure")).isEmpty();
    }

    @Test
    void a_revision_of_another_machine_is_not_taken_and_is_kept_anew_when_it_is_gone() {
        size("small", 2, "1Gi");
        String uid = cluster.client()
                .genericKubernetesResources("instancetype.kubevirt.io/v1beta1", "VirtualMachineInstancetype")
                .inNamespace(cluster.namespace())
                .withName("small")
                .require()
                .getMetadata()
                .getUid();
        String name = "web-small-v1beta1-" + uid + "-1";
        cluster.create("""
            apiVersion: apps/v1
            kind: ControllerRevision
            metadata:
              name: %s
              namespace: shop
              ownerReferences:
              - {apiVersion: instancetype.kubevirt.io/v1beta1, kind: VirtualMachineInstancetype, name: small, uid: %s, controller: true}
            revision: 0
            """.formatted(name, uid));
        machine("small");
        cluster.eventually(
                "it is told",
                () -> condition("Failure")
                        .filter(failure -> (failure.message() + "").contains(name))
                        .isPresent());
        assertThat(cluster.instance("web")).isEmpty();

        cluster.client().resource(revision(name)).delete();
        cluster.awaitStatus("web", "Running");
        assertThat(revision(name).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> assertThat(owner.getUid())
                        .isEqualTo(machine().getMetadata().getUid()));
    }

    @Test
    void a_policy_writes_sizes_into_machines_those_that_keep_to_a_revision_only_if_it_says_all() {
        size("small", 2, "1Gi");
        machine("small");
        cluster.awaitStatus("web", "Running");
        String kept = cluster.text(machine(), "/status/instancetypeRef/controllerRevisionRef/name");
        try {
            policy("expand");
            cluster.create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: new, namespace: shop}
                spec:
                  runStrategy: Halted
                  instancetype: {kind: VirtualMachineInstancetype, name: small}
                  template: {spec: {architecture: amd64, domain: {devices: {}}}}
                """);
            cluster.eventually(
                    "a new machine says it itself",
                    () -> cluster.text(cluster.machine("new").orElseThrow(), "/spec/template/spec/domain/memory/guest")
                            .equals("1Gi"));
            VirtualMachine fresh = cluster.machine("new").orElseThrow();
            assertThat(cluster.text(fresh, "/spec/instancetype")).isEmpty();
            assertThat(cluster.text(fresh, "/spec/template/spec/domain/cpu/sockets"))
                    .isEqualTo("2");
            cluster.patchMachine("web", "{\"metadata\":{\"labels\":{\"look\":\"again\"}}}");
            assertThat(cluster.text(machine(), "/spec/instancetype/name")).isEqualTo("small");

            policy("expandAll");
            cluster.patchMachine("web", "{\"metadata\":{\"labels\":{\"look\":\"once-more\"}}}");
            cluster.eventually(
                    "the other one does, too",
                    () -> cluster.text(machine(), "/spec/template/spec/domain/memory/guest")
                            .equals("1Gi"));
            cluster.eventually(
                    "and keeps nothing",
                    () -> machine().getStatus().instancetypeRef() == null
                            && machine().getStatus().preferenceRef() == null);
            assertThat(cluster.text(machine(), "/spec/template/spec/domain/cpu/cores"))
                    .isEqualTo("2");
            String generation = machine().getMetadata().getGeneration().toString();
            cluster.eventually(
                    "its guest is what it says",
                    () -> generation.equals(String.valueOf(cluster.status("web").desiredGeneration())));
            assertThat(condition("RestartRequired")).isEmpty();

            cluster.patchMachine("web", """
                {"spec": {"template": {"spec": {"domain": {"cpu": {"cores": 1}}}}}}
                """);
            cluster.eventually(
                    "another size waits for a restart",
                    () -> condition("RestartRequired").isPresent());
            cluster.deleteInstance("web");
            cluster.eventually(
                    "which takes it and needs no revision",
                    () -> condition("RestartRequired").isEmpty()
                            && cluster.client()
                                            .apps()
                                            .controllerRevisions()
                                            .inNamespace(cluster.namespace())
                                            .withName(kept)
                                            .get()
                                    == null);
        } finally {
            policy("reference");
        }
    }

    private static void policy(String name) {
        cluster.client().resource("""
            apiVersion: kubevirt.io/v1
            kind: KubeVirt
            metadata: {name: kubevirt, namespace: kubevirt}
            spec: {configuration: {instancetype: {referencePolicy: %s}}}
            """.formatted(name)).createOr(existing -> existing.update());
    }

    private static VirtualMachine machine() {
        return cluster.machine("web").orElseThrow();
    }

    private static VirtualMachineInstance instance() {
        return cluster.instance("web").orElseThrow();
    }

    private static ControllerRevision revision(String name) {
        return cluster.client()
                .apps()
                .controllerRevisions()
                .inNamespace(cluster.namespace())
                .withName(name)
                .require();
    }

    private static Optional<VirtualMachineCondition> condition(String type) {
        return Optional.ofNullable(cluster.status("web").conditions()).orElse(List.of()).stream()
                .filter(condition -> type.equals(condition.type()))
                .findFirst();
    }
}
