package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots, restores and clones of machines, as clients of KubeVirt see them. */
class SnapshotTest {
    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;
    private static FakeStorage storage;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
        storage = new FakeStorage(cluster);
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
    void a_stopped_machine_is_held_while_its_volumes_are_saved_and_free_afterwards() {
        machineWithClaim("fast", "Halted");
        take("s1", "");
        cluster.eventually("the storage is asked", () -> storage.snapshots().size() == 1);
        String uid = snapshot("s1").getMetadata().getUid();
        assertThat(storage.snapshots().getFirst().getMetadata().getName()).isEqualTo("vmsnapshot-" + uid + "-volume-d");
        assertThat(cluster.text(storage.snapshots().getFirst(), "/spec/volumeSnapshotClassName"))
                .isEqualTo("fast");
        assertThat(storage.snapshots().getFirst().getMetadata().getLabels())
                .containsEntry("snapshot.kubevirt.io/source-vm-name", "web")
                .containsEntry("snapshot.kubevirt.io/source-vm-namespace", cluster.namespace());
        assertThat(cluster.status("web").snapshotInProgress()).isEqualTo("s1");
        assertThat(finalizers(cluster.machine("web").orElseThrow()))
                .contains("snapshot.kubevirt.io/snapshot-source-protection");
        cluster.eventually(
                "the snapshot says that it is taken",
                () -> cluster.text(snapshot("s1"), "/status/phase").equals("InProgress"));
        storage.complete();
        awaitReady("s1");
        assertThat(cluster.text(snapshot("s1"), "/status/phase")).isEqualTo("Succeeded");
        assertThat(cluster.text(snapshot("s1"), "/status/indications")).isEmpty();
        assertThat(cluster.text(snapshot("s1"), "/status/snapshotVolumes/includedVolumes/0"))
                .isEqualTo("d");
        assertThat(reason(snapshot("s1"), "Ready")).isEqualTo("Ready");
        assertThat(reason(snapshot("s1"), "Progressing")).isEqualTo("Operation complete");
        VirtualMachineSnapshotContent content = content("vmsnapshot-content-" + uid);
        assertThat(cluster.text(content, "/spec/volumeBackups/0/persistentVolumeClaim/metadata/name"))
                .isEqualTo("a");
        assertThat(cluster.text(content, "/status/readyToUse")).isEqualTo("true");
        cluster.eventually(
                "the machine is free",
                () -> cluster.status("web").snapshotInProgress() == null
                        && !finalizers(cluster.machine("web").orElseThrow())
                                .contains("snapshot.kubevirt.io/snapshot-source-protection"));
    }

    @Test
    void a_running_machine_without_agent_is_saved_as_after_a_power_cut() {
        machineWithClaim("fast", "Always");
        cluster.awaitStatus("web", "Running");
        take("s1", "");
        cluster.eventually("the storage is asked", () -> storage.snapshots().size() == 1);
        storage.fix();
        cluster.eventually(
                "the moment is told",
                () -> !cluster.text(content(contentName("s1")), "/status/creationTime")
                        .isEmpty());
        cluster.eventually(
                "it is taken, but not there yet",
                () -> cluster.text(snapshot("s1"), "/status/phase").equals("Succeeded"));
        assertThat(cluster.text(snapshot("s1"), "/status/readyToUse")).isEqualTo("false");
        assertThat(reason(snapshot("s1"), "Ready")).isEqualTo("Not ready");
        assertThat(reason(snapshot("s1"), "Progressing")).isEqualTo("Operation complete");
        storage.complete();
        awaitReady("s1");
        assertThat(snapshot("s1").getStatus().indications()).containsExactly("NoGuestAgent", "Online");
        assertThat(cluster.runs("web")).isTrue();
    }

    @Test
    void a_volume_whose_storage_saves_nothing_is_left_out_and_named() {
        claim("a", "plain");
        machine("Halted");
        cluster.eventually(
                "the machine says so",
                () -> cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/0/reason")
                        .equals("No VolumeSnapshotClass: Volume snapshots are not configured for this StorageClass"
                                + " [plain] [d]"));
        take("s1", "");
        awaitReady("s1");
        assertThat(snapshot("s1").getStatus().indications()).containsExactly("PartialSnapshot");
        assertThat(cluster.text(snapshot("s1"), "/status/snapshotVolumes/excludedVolumes/0"))
                .isEqualTo("d");
    }

    /** Makes a machine on a storage class of this name, which gets a VolumeSnapshotClass once it is told that there is none. */
    private static void machineWhoseStorageLearnsToSave(String name) {
        cluster.create("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %1$s}
                provisioner: %1$s.test
                """.formatted(name));
        claim("a", name);
        machine("Halted");
        cluster.eventually(
                "the machine cannot be saved",
                () -> cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/0/enabled")
                        .equals("false"));
        cluster.create("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: %1$s}
                driver: %1$s.test
                deletionPolicy: Delete
                """.formatted(name));
    }

    @Test
    void a_disk_whose_storage_has_just_learnt_to_save_is_saved() {
        machineWhoseStorageLearnsToSave("learning");
        take("s1", "");
        cluster.eventually("the storage is asked", () -> storage.snapshots().size() == 1);
    }

    @Test
    void a_snapshot_class_that_comes_later_is_seen_by_machines_that_nobody_changes() {
        machineWhoseStorageLearnsToSave("growing");
        cluster.eventually(
                "now it can",
                () -> cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/0/enabled")
                        .equals("true"));
    }

    @Test
    void a_snapshot_of_nothing_waits_and_fails_after_its_deadline() {
        take("s1", "failureDeadline: 2s");
        cluster.eventually(
                "it is told",
                () -> reason(snapshot("s1"), "Progressing").equals("Source does not exist")
                        || cluster.text(snapshot("s1"), "/status/phase").equals("Failed"));
        cluster.eventually(
                "it fails", () -> cluster.text(snapshot("s1"), "/status/phase").equals("Failed"));
        assertThat(reason(snapshot("s1"), "Failure")).isEqualTo("snapshot deadline exceeded");
        assertThat(reason(snapshot("s1"), "Ready")).isEqualTo("Not ready");
        assertThat(reason(snapshot("s1"), "Progressing")).isEqualTo("Operation failed");
    }

    @Test
    void a_machine_is_not_held_while_one_of_its_claims_is_missing() {
        claim("b", "fast");
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"template":{"spec":{"domain":{"devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}},
                  {"name":"e","disk":{"bus":"virtio"}}]}},
                  "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"a"}},
                  {"name":"e","persistentVolumeClaim":{"claimName":"b"}}]}}}}""");
        take("s1", "");
        cluster.eventually(
                "it is told",
                () -> reason(snapshot("s1"), "Progressing")
                        .equals("Source not locked source " + cluster.namespace() + "/web volume doesnt exist: a"));
        assertThat(cluster.text(snapshot("s1"), "/status/sourceUID"))
                .isEqualTo(cluster.machine("web").orElseThrow().getMetadata().getUid());
        assertThat(cluster.status("web").snapshotInProgress()).isNull();
        claim("a", "fast");
        cluster.eventually("it is taken", () -> storage.completeUntil(() -> ready("s1")));
    }

    @Test
    void a_volume_that_no_snapshot_can_hold_does_not_make_it_a_part() {
        claim("a", "fast");
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"template":{"spec":{"domain":{"devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}},
                  {"name":"seed","disk":{"bus":"virtio"}}]}},
                  "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"a"}},
                  {"name":"seed","cloudInitNoCloud":{"userData":"#cloud-config\\n{}"}}]}}}}""");
        take("s1", "");
        cluster.eventually("it is taken", () -> storage.completeUntil(() -> ready("s1")));
        assertThat(cluster.text(snapshot("s1"), "/status/snapshotVolumes/excludedVolumes/0"))
                .isEqualTo("seed");
        assertThat(cluster.text(snapshot("s1"), "/status/indications")).isEmpty();
        assertThat(RecordedStatusTest.events(cluster))
                .contains(
                        "VirtualMachineSnapshot Normal SuccessfulVirtualMachineSnapshotContentCreate",
                        "VirtualMachineSnapshotContent Normal SuccessfulVolumeSnapshotCreate");
    }

    @Test
    void a_running_machine_is_saved_as_what_it_was_started_from() {
        machineWithClaim("fast", "Always");
        cluster.awaitStatus("web", "Running");
        cluster.patchMachine("web", "{\"spec\":{\"template\":{\"spec\":{\"hostname\":\"changed-while-it-runs\"}}}}");
        take("s1", "");
        cluster.eventually("it is taken", () -> storage.completeUntil(() -> ready("s1")));
        String machine = "/spec/source/virtualMachine/spec/template/spec/";
        assertThat(cluster.text(content(contentName("s1")), machine + "hostname"))
                .isEmpty();
        assertThat(cluster.text(content(contentName("s1")), machine + "volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo("a");
    }

    @Test
    void a_snapshot_keeps_the_revision_of_a_size_and_a_restore_brings_it_back() {
        cluster.create("""
                apiVersion: instancetype.kubevirt.io/v1beta1
                kind: VirtualMachineInstancetype
                metadata: {name: small, namespace: shop}
                spec: {cpu: {guest: 1}, memory: {guest: 64Mi}}
                """);
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"instancetype":{"name":"small","kind":"VirtualMachineInstancetype"},
                 "template":{"spec":{"domain":{"memory":null,"cpu":null}}}}}""");
        cluster.eventually("its size is kept", () -> !revision().isEmpty());
        String kept = revision();
        cluster.patchMachine("web", "{\"spec\":{\"instancetype\":{\"revisionName\":\"" + kept + "\"}}}");
        take("s1", "");
        awaitReady("s1");
        String copy = kept.replaceFirst("web", "s1");
        assertThat(cluster.text(
                        content(contentName("s1")), "/spec/source/virtualMachine/spec/instancetype/revisionName"))
                .isEqualTo(copy);
        assertThat(find(ControllerRevision.class, copy)
                        .orElseThrow()
                        .getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getName())
                .isEqualTo("s1");
        restore("r1", "other", "");
        cluster.eventually("it is restored", () -> complete("r1"));
        String made = kept.replaceFirst("web", "other");
        assertThat(cluster.text(cluster.machine("other").orElseThrow(), "/spec/instancetype/revisionName"))
                .isEqualTo(made);
        assertThat(find(ControllerRevision.class, made)
                        .orElseThrow()
                        .getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getName())
                .isEqualTo("other");
    }

    private static String revision() {
        return cluster.text(cluster.machine("web").orElseThrow(), "/status/instancetypeRef/controllerRevisionRef/name");
    }

    @Test
    void trouble_of_the_storage_is_told_and_tried_again() {
        machineWithClaim("fast", "Halted");
        take("s1", "");
        cluster.eventually("the storage is asked", () -> storage.snapshots().size() == 1);
        storage.fail("no room");
        cluster.eventually(
                "it is told",
                () -> cluster.text(snapshot("s1"), "/status/error/message")
                        .equals("VolumeSnapshot "
                                + storage.snapshots().getFirst().getMetadata().getName() + " error: no room"));
        assertThat(reason(snapshot("s1"), "Progressing")).isEqualTo("In error state");
        cluster.client()
                .resource(storage.snapshots().getFirst())
                .subresource("status")
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        "{\"status\":{\"error\":null}}");
        storage.complete();
        awaitReady("s1");
        assertThat(cluster.text(snapshot("s1"), "/status/error/message")).isEmpty();
    }

    @Test
    void a_deleted_snapshot_takes_its_data_along_unless_they_shall_stay() {
        machineWithClaim("fast", "Halted");
        take("s1", "");
        take("s2", "deletionPolicy: Retain");
        cluster.eventually("both are there", () -> storage.completeUntil(() -> ready("s1") && ready("s2")));
        String kept = contentName("s2");
        delete(snapshot("s1"));
        delete(snapshot("s2"));
        cluster.eventually(
                "they are gone",
                () -> cluster.client()
                        .resources(VirtualMachineSnapshot.class)
                        .inNamespace(cluster.namespace())
                        .list()
                        .getItems()
                        .isEmpty());
        cluster.eventually("one's data are gone", () -> storage.snapshots().size() == 1);
        delete(content(kept));
        cluster.eventually("so are the other's", () -> storage.snapshots().isEmpty());
    }

    @Test
    void what_a_tpm_has_stored_is_saved_restored_in_its_place_and_in_no_other_machine() {
        machineWithClaim("fast", "Halted");
        cluster.patchMachine(
                "web",
                "{\"spec\":{\"template\":{\"spec\":{\"domain\":{\"devices\":{\"tpm\":{\"persistent\":true}}}}}}}");
        take("before", "");
        cluster.eventually(
                "a machine that stored nothing yet is saved", () -> storage.completeUntil(() -> ready("before")));
        assertThat(cluster.text(snapshot("before"), "/status/snapshotVolumes/excludedVolumes"))
                .isEmpty();
        cluster.create("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: persistent-state-for-web, namespace: shop, labels: {persistent-state-for: web}}
            spec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Mi}}}
            """);
        cluster.patchMachine("web", "{\"metadata\":{\"labels\":{\"seen\":\"again\"}}}");
        cluster.eventually(
                "the machine says that it can be saved",
                () -> cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/1/name")
                                .equals("persistent-state-for-web")
                        && cluster.text(
                                        cluster.machine("web").orElseThrow(),
                                        "/status/volumeSnapshotStatuses/1/enabled")
                                .equals("true"));
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        assertThat(cluster.text(snapshot("s1"), "/status/snapshotVolumes/includedVolumes/1"))
                .isEqualTo("persistent-state-for-web");
        String old = claimNamed("persistent-state-for-web")
                .orElseThrow()
                .getMetadata()
                .getUid();
        restore("r1", "web", "");
        cluster.eventually("it is restored", () -> complete("r1"));
        PersistentVolumeClaim state = claimNamed("persistent-state-for-web").orElseThrow();
        assertThat(state.getMetadata().getUid()).isNotEqualTo(old);
        assertThat(state.getMetadata().getLabels()).containsEntry("persistent-state-for", "web");
        assertThat(state.getMetadata().getOwnerReferences())
                .extracting(owner -> owner.getKind() + "/" + owner.getName())
                .containsExactly("VirtualMachine/web");
        assertThat(state.getSpec().getDataSource().getName()).endsWith("-volume-persistent-state-for-web");
        cluster.create("""
            apiVersion: clone.kubevirt.io/v1beta1
            kind: VirtualMachineClone
            metadata: {name: c1, namespace: shop}
            spec:
              source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: web}
              target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: twin}
            """);
        cluster.eventually("a clone of it is refused", () -> "Failed".equals(cluster.text(cloned(), "/status/phase")));
    }

    @Test
    void a_stopped_machine_is_restored_with_new_claims_and_lets_go_of_its_old_disks() {
        machineWithTemplate();
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        cluster.patchMachine(
                "web", "{\"spec\":{\"template\":{\"spec\":{\"domain\":{\"memory\":{\"guest\":\"96Mi\"}}}}}}");
        restore("r1", "web", "");
        cluster.eventually("it is restored", () -> complete("r1"));
        String claim = "restore-" + restoreOf("r1").getMetadata().getUid() + "-d";
        assertThat(cluster.text(restoreOf("r1"), "/status/restores/0/persistentVolumeClaim"))
                .isEqualTo(claim);
        assertThat(cluster.text(restoreOf("r1"), "/status/restores/0/dataVolumeName"))
                .isEqualTo(claim);
        assertThat(restoreOf("r1").getStatus().deletedDataVolumes()).containsExactly("disk");
        VirtualMachine machine = cluster.machine("web").orElseThrow();
        assertThat(cluster.text(machine, "/spec/template/spec/volumes/0/dataVolume/name"))
                .isEqualTo(claim);
        assertThat(cluster.text(machine, "/spec/dataVolumeTemplates/0/metadata/name"))
                .isEqualTo(claim);
        assertThat(cluster.text(machine, "/spec/template/spec/domain/memory/guest"))
                .isEqualTo("64Mi");
        PersistentVolumeClaim made = claimNamed(claim).orElseThrow();
        assertThat(made.getSpec().getDataSource().getKind()).isEqualTo("VolumeSnapshot");
        assertThat(made.getSpec().getResources().getRequests().get("storage")).hasToString("96Mi");
        cluster.eventually(
                "the DataVolume took the claim over",
                () -> cluster.text(cluster.dataVolume(claim).orElseThrow(), "/status/phase")
                        .equals("Succeeded"));
        cluster.eventually(
                "the old disk is gone", () -> cluster.dataVolume("disk").isEmpty());
        cluster.eventually("the machine is free", () -> cluster.status("web").restoreInProgress() == null);
        cluster.patchMachine("web", "{\"spec\":{\"runStrategy\":\"Always\"}}");
        cluster.awaitStatus("web", "Running");
    }

    @Test
    void a_restore_waits_until_its_machine_is_stopped_or_stops_it() {
        machineWithClaim("fast", "Always");
        cluster.awaitStatus("web", "Running");
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        restore("never", "web", "targetReadinessPolicy: FailImmediate");
        cluster.eventually(
                "it fails", () -> !reason(restoreOf("never"), "Failure").isEmpty());
        assertThat(reason(restoreOf("never"), "Failure"))
                .isEqualTo("Restore target VMI must be powered off before restore operation");
        restore("r1", "web", "");
        cluster.eventually(
                "it says what to do",
                () -> reason(restoreOf("r1"), "Ready").contains("Please stop the restore target"));
        assertThat(RecordedStatusTest.events(cluster))
                .contains(
                        "VirtualMachineRestore Warning Operation failed",
                        "VirtualMachineRestore Warning RestoreTargetNotReady");
        assertThat(restoreOf("r1").getMetadata().getOwnerReferences().getFirst().getName())
                .isEqualTo("web");
        cluster.patchMachine("web", "{\"spec\":{\"runStrategy\":\"Halted\"}}");
        cluster.eventually("it is restored", () -> complete("r1"));
        assertThat(cluster.text(
                        cluster.machine("web").orElseThrow(),
                        "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName"))
                .startsWith("restore-");
        assertThat(claimNamed("a")).isPresent();
        String claim = cluster.text(restoreOf("r1"), "/status/restores/0/persistentVolumeClaim");
        assertThat(claimNamed(claim)
                        .orElseThrow()
                        .getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getName())
                .isEqualTo("web");
    }

    @Test
    void a_restore_without_its_snapshot_and_one_over_another_machine_say_so() {
        machineWithClaim("fast", "Halted");
        restore("r1", "web", "");
        cluster.eventually(
                "it is told",
                () -> reason(restoreOf("r1"), "Progressing")
                        .equals("VMSnapshot " + cluster.namespace() + "/s1 does not exist"));
        assertThat(RecordedStatusTest.events(cluster))
                .contains("VirtualMachineRestore Warning VirtualMachineRestoreError");
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        cluster.eventually("it is restored", () -> complete("r1"));
        cluster.createMachine("other", "runStrategy: Halted");
        restore("r2", "other", "");
        cluster.eventually(
                "it is told",
                () -> reason(restoreOf("r2"), "Ready")
                        .equals("restore source and restore target are different but restore target already exists"));
    }

    @Test
    void a_claim_is_restored_in_its_place_and_its_DataVolume_goes_on_with_it() {
        machineWithTemplate();
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        String before = claimNamed("disk").orElseThrow().getMetadata().getUid();
        restore("r1", "web", "volumeRestorePolicy: InPlace");
        cluster.eventually("it is restored", () -> complete("r1"));
        assertThat(claimNamed("disk").orElseThrow().getMetadata().getUid()).isNotEqualTo(before);
        assertThat(cluster.text(restoreOf("r1"), "/status/restores/0/dataVolumeName"))
                .isEqualTo("disk");
        assertThat(cluster.dataVolume("disk").orElseThrow().getMetadata().getAnnotations())
                .containsKey("cdi.kubevirt.io/storage.prePopulated");
        cluster.eventually(
                "the DataVolume has it",
                () -> Optional.ofNullable(
                                claimNamed("disk").orElseThrow().getMetadata().getOwnerReferences())
                        .filter(owners ->
                                !owners.isEmpty() && owners.getFirst().getKind().equals("DataVolume"))
                        .isPresent());
    }

    @Test
    void a_snapshot_is_restored_into_a_new_machine() {
        machineWithClaim("fast", "Halted");
        take("s1", "");
        cluster.eventually("it is there", () -> storage.completeUntil(() -> ready("s1")));
        restore(
                "r1",
                "other",
                "volumeRestorePolicy: PrefixTargetName\n"
                        + "patches: ['{\"op\":\"replace\",\"path\":\"/spec/template/spec/domain/memory/guest\",\"value\":\"32Mi\"}']");
        cluster.eventually("it is restored", () -> complete("r1"));
        VirtualMachine other = cluster.machine("other").orElseThrow();
        assertThat(cluster.text(other, "/spec/runStrategy")).isEqualTo("Halted");
        assertThat(cluster.text(other, "/spec/template/spec/domain/memory/guest"))
                .isEqualTo("32Mi");
        assertThat(cluster.text(other, "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo("other-d");
        // The claim that was saved went with no machine.
        assertThat(claimNamed("other-d").orElseThrow().getMetadata().getOwnerReferences())
                .isEmpty();
        assertThat(claimNamed("other-d").orElseThrow().getMetadata().getLabels())
                .containsEntry("restore.kubevirt.io/source-vm-name", "web");
        assertThat(claimNamed("other-d").orElseThrow().getMetadata().getAnnotations())
                .containsEntry("restore.kubevirt.io/name", "r1")
                .containsEntry(
                        "restore.kubevirt.io/lastRestoreUID",
                        "r1-" + restoreOf("r1").getMetadata().getUid());
        assertThat(cluster.text(
                        cluster.machine("web").orElseThrow(),
                        "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName"))
                .isEqualTo("a");
    }

    @Test
    void a_clone_has_disks_and_identities_of_its_own_and_leaves_nothing_behind() {
        claim("a", "fast");
        cluster.createMachine("web", """
                runStrategy: Halted
                """);
        cluster.patchMachine("web", """
                {"metadata":{"labels":{"keep/this":"1","drop/that":"2"}},
                 "spec":{"template":{"spec":{"domain":{"firmware":{"uuid":"5d307ca9-b3ef-428c-8861-06e72d69f223","serial":"s"},
                  "devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}}],
                   "interfaces":[{"name":"default","masquerade":{},"macAddress":"02:00:00:00:00:01"}]}},
                  "networks":[{"name":"default","pod":{}}],
                  "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"a"}}]}}}}""");
        cluster.create("""
                apiVersion: clone.kubevirt.io/v1beta1
                kind: VirtualMachineClone
                metadata: {name: c1, namespace: shop}
                spec:
                  source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: web}
                  target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: twin}
                  labelFilters: ["*", "!drop/*"]
                  newSMBiosSerial: twin-serial
                  newMacAddresses: {default: "02:00:00:00:00:02"}
                """);
        cluster.eventually(
                "it is cloned",
                () -> storage.completeUntil(
                        () -> cluster.text(cloned(), "/status/phase").equals("Succeeded")));
        VirtualMachine twin = cluster.machine("twin").orElseThrow();
        assertThat(twin.getMetadata().getLabels())
                .containsEntry("keep/this", "1")
                .doesNotContainKey("drop/that");
        assertThat(cluster.text(twin, "/spec/template/spec/domain/firmware/serial"))
                .isEqualTo("twin-serial");
        assertThat(cluster.text(twin, "/spec/template/spec/domain/firmware/uuid"))
                .isNotEqualTo("5d307ca9-b3ef-428c-8861-06e72d69f223");
        assertThat(cluster.text(twin, "/spec/template/spec/domain/devices/interfaces/0/macAddress"))
                .isEqualTo("02:00:00:00:00:02");
        String claim = cluster.text(twin, "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName");
        assertThat(claimNamed(claim)).isPresent();
        assertThat(claim).isNotEqualTo("a");
        assertThat(cluster.text(cloned(), "/status/targetName")).isEqualTo("twin");
        cluster.eventually(
                "nothing is left",
                () -> storage.snapshots().isEmpty() && restores().isEmpty());
        assertThat(RecordedStatusTest.events(cluster))
                .contains(
                        "VirtualMachineClone Normal SnapshotCreated",
                        "VirtualMachineClone Normal SnapshotReady",
                        "VirtualMachineClone Normal RestoreCreated",
                        "VirtualMachineClone Normal RestoreReady",
                        "VirtualMachineClone Normal TargetVMCreated");
        cluster.eventually(
                "its helpers are named no longer",
                () -> cluster.text(cloned(), "/status/snapshotName").isEmpty());
        cluster.deleteMachine("twin");
        cluster.eventually(
                "the clone is forgotten with its machine",
                () -> find(dev.slipway.api.clone.VirtualMachineClone.class, "c1")
                        .isEmpty());
    }

    @Test
    void a_clone_waits_in_no_phase_for_a_source_that_is_not_there_yet() {
        cluster.create("""
                apiVersion: clone.kubevirt.io/v1beta1
                kind: VirtualMachineClone
                metadata: {name: c1, namespace: shop}
                spec:
                  source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: web}
                  target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: twin}
                """);
        cluster.eventually(
                "it is told",
                () -> cluster.text(cloned(), "/status/conditions/1/reason").contains("web does not exist"));
        assertThat(cluster.text(cloned(), "/status/phase")).isEmpty();
        assertThat(cluster.text(cloned(), "/status/conditions/0/reason")).isEqualTo("Pending");
        assertThat(RecordedStatusTest.events(cluster)).contains("VirtualMachineClone Normal SourceDoesNotExist");
    }

    @Test
    void a_clone_never_takes_the_place_of_a_machine() {
        machineWithClaim("fast", "Halted");
        cluster.createMachine("twin", "runStrategy: Halted");
        cluster.create("""
                apiVersion: clone.kubevirt.io/v1beta1
                kind: VirtualMachineClone
                metadata: {name: c1, namespace: shop}
                spec:
                  source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: web}
                  target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: twin}
                """);
        cluster.eventually(
                "it fails", () -> cluster.text(cloned(), "/status/phase").equals("Failed"));
        assertThat(cluster.text(cloned(), "/status/conditions/1/reason")).contains("twin exists already");
    }

    private static void machineWithClaim(String storageClass, String strategy) {
        claim("a", storageClass);
        machine(strategy);
        cluster.eventually(
                "its volume can be saved",
                () -> cluster.text(cluster.machine("web").orElseThrow(), "/status/volumeSnapshotStatuses/0/enabled")
                        .equals("true"));
    }

    private static void machine(String strategy) {
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"runStrategy":"%s","template":{"spec":{
                  "domain":{"devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}}]}},
                  "volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"a"}}]}}}}""".formatted(strategy));
    }

    private static void machineWithTemplate() {
        cluster.createMachine("web", "runStrategy: Halted");
        cluster.patchMachine("web", """
                {"spec":{"dataVolumeTemplates":[{"metadata":{"name":"disk"},"spec":{"source":{"blank":{}},
                   "storage":{"storageClassName":"fast","resources":{"requests":{"storage":"64Mi"}}}}}],
                 "template":{"spec":{"domain":{"devices":{"disks":[{"name":"d","disk":{"bus":"virtio"}}]}},
                  "volumes":[{"name":"d","dataVolume":{"name":"disk"}}]}}}}""");
        cluster.eventually(
                "its disk is there",
                () -> cluster.text(cluster.dataVolume("disk").orElseThrow(), "/status/phase")
                                .equals("Succeeded")
                        && cluster.text(
                                        cluster.machine("web").orElseThrow(),
                                        "/status/volumeSnapshotStatuses/0/enabled")
                                .equals("true"));
    }

    private static void claim(String name, String storageClass) {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: shop}
                spec: {storageClassName: %s, accessModes: [ReadWriteOnce], resources: {requests: {storage: 64Mi}}}
                """.formatted(name, storageClass));
    }

    private static void take(String name, String spec) {
        cluster.create("""
                apiVersion: snapshot.kubevirt.io/v1beta1
                kind: VirtualMachineSnapshot
                metadata: {name: %s, namespace: shop}
                spec:
                  source: {apiGroup: kubevirt.io, kind: VirtualMachine, name: web}
                %s
                """.formatted(name, spec.indent(2)));
    }

    private static void restore(String name, String target, String spec) {
        cluster.create("""
                apiVersion: snapshot.kubevirt.io/v1beta1
                kind: VirtualMachineRestore
                metadata: {name: %s, namespace: shop}
                spec:
                  target: {apiGroup: kubevirt.io, kind: VirtualMachine, name: %s}
                  virtualMachineSnapshotName: s1
                %s
                """.formatted(name, target, spec.indent(2)));
    }

    private static void awaitReady(String name) {
        cluster.eventually(name + " is ready", () -> ready(name));
    }

    private static boolean ready(String name) {
        return cluster.text(snapshot(name), "/status/readyToUse").equals("true");
    }

    private static boolean complete(String name) {
        return cluster.text(restoreOf(name), "/status/complete").equals("true");
    }

    private static VirtualMachineSnapshot snapshot(String name) {
        return find(VirtualMachineSnapshot.class, name).orElseThrow();
    }

    private static String contentName(String snapshot) {
        return "vmsnapshot-content-" + snapshot(snapshot).getMetadata().getUid();
    }

    private static VirtualMachineSnapshotContent content(String name) {
        return find(VirtualMachineSnapshotContent.class, name).orElseThrow();
    }

    private static VirtualMachineRestore restoreOf(String name) {
        return find(VirtualMachineRestore.class, name).orElseThrow();
    }

    private static dev.slipway.api.clone.VirtualMachineClone cloned() {
        return find(dev.slipway.api.clone.VirtualMachineClone.class, "c1").orElseThrow();
    }

    private static List<VirtualMachineRestore> restores() {
        return cluster.client()
                .resources(VirtualMachineRestore.class)
                .inNamespace(cluster.namespace())
                .list()
                .getItems();
    }

    private static Optional<PersistentVolumeClaim> claimNamed(String name) {
        return find(PersistentVolumeClaim.class, name);
    }

    private static <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
        return Optional.ofNullable(cluster.client()
                .resources(kind)
                .inNamespace(cluster.namespace())
                .withName(name)
                .get());
    }

    private static void delete(HasMetadata object) {
        cluster.client().resource(object).delete();
    }

    private static List<String> finalizers(HasMetadata object) {
        return object.getMetadata().getFinalizers();
    }

    private static String reason(Object object, String condition) {
        for (int i = 0; i < 5; i++) {
            if (cluster.text(object, "/status/conditions/" + i + "/type").equals(condition)) {
                return cluster.text(object, "/status/conditions/" + i + "/reason");
            }
        }
        return "";
    }
}
