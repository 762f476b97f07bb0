package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.cluster.TakenSnapshot;
import dev.slipway.operator.datavolume.DataVolumeDecision.AddFinalizer;
import dev.slipway.operator.datavolume.DataVolumeDecision.Fail;
import dev.slipway.operator.datavolume.DataVolumeDecision.Filled;
import dev.slipway.operator.datavolume.DataVolumeDecision.GrowClaim;
import dev.slipway.operator.datavolume.DataVolumeDecision.Hold;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakeClaim;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakePod;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakeSourceClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestoreDecisionTest {
    private static final ImporterSettings SETTINGS = ImporterSettings.of("slipway.dev/importer:test");
    private static final ObjectKey HERE = new ObjectKey("shop", "golden");
    private static final String TEMPORARY = "dv-uid-host-assisted-source-pvc";

    @Test
    void a_snapshot_that_is_not_there_or_not_ready_is_waited_for() {
        assertThat(decide(
                        volume("shop", "64Mi"), Optional.empty(), new Restoring(HERE, Optional.empty(), own(), own())))
                .isEqualTo(new Hold(new CloneProblem.SnapshotMissing(HERE)));
        assertThat(decide(volume("shop", "64Mi"), Optional.empty(), from("{readyToUse: false}", "csi", "Filesystem")))
                .isEqualTo(new Hold(new CloneProblem.SnapshotNotReady(HERE, Optional.empty())));
        assertThat(decide(
                        volume("shop", "64Mi"),
                        Optional.empty(),
                        from("{readyToUse: false, error: {message: no space}}", "csi", "Filesystem")))
                .isInstanceOfSatisfying(
                        Hold.class,
                        hold -> assertThat(hold.problem().message()).contains("snapshot shop/golden", "no space"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // namespace of the snapshot, its driver, mode of its claim, size, whether the class expands: restored
                "shop   | csi   | Filesystem | 64Mi  | false | true",
                "shop   | csi   | ''         | 64Mi  | false | true",
                "shop   | csi   | Filesystem | 128Mi | true  | true",
                "shop   | csi   | Filesystem | 128Mi | false | false",
                "shop   | other | Filesystem | 64Mi  | true  | false",
                "shop   | csi   | Block      | 128Mi | true  | false",
                "images | csi   | Filesystem | 64Mi  | true  | false",
            })
    void storage_restores_what_fits_and_the_rest_is_copied(
            String namespace, String driver, String mode, String size, boolean expands, boolean restored) {
        Restoring ready = from(READY, driver, mode);
        Restoring from = new Restoring(
                new ObjectKey(namespace, "golden"), ready.taken(), Optional.of(storage(expands)), ready.own());
        DataVolumeDecision decision = decide(volume(namespace, size), Optional.empty(), from);
        assertThat(decision).isInstanceOfSatisfying(MakeClaim.class, make -> {
            Map<String, String> notes = make.claim().getMetadata().getAnnotations();
            assertThat(notes)
                    .containsEntry("cdi.kubevirt.io/smartCloneSnapshot", namespace + "/golden")
                    .containsEntry("cdi.kubevirt.io/cloneType", restored ? "snapshot" : "copy");
            if (restored) {
                assertThat(make.claim().getSpec().getDataSource().getName()).isEqualTo("golden");
                assertThat(make.claim().getSpec().getResources().getRequests().get("storage"))
                        .hasToString("71135396");
            } else {
                assertThat(make.claim().getSpec().getDataSource()).isNull();
                assertThat(notes)
                        .containsEntry("k8s.io/CloneRequest", namespace + "/" + TEMPORARY)
                        .containsKey("cdi.kubevirt.io/cloneFallbackReason");
            }
        });
    }

    @Test
    void a_disk_smaller_than_the_snapshot_fails_with_both_sizes() {
        assertThat(decide(volume("shop", "32Mi"), Optional.empty(), from(READY, "csi", "Filesystem")))
                .isEqualTo(new Fail(new CloneProblem.SnapshotTooLarge(HERE, 67_108_864, 33_554_432)));
    }

    @Test
    void what_was_restored_is_done_when_it_is_large_enough() {
        assertThat(decide(volume("shop", "64Mi"), restored("71135396"), from(READY, "csi", "Filesystem")))
                .isInstanceOf(Filled.class);
    }

    @Test
    void what_was_restored_grows_first_the_claim_and_then_the_disk() {
        Restoring from = from(READY, "csi", "Filesystem");
        assertThat(decide(volume("shop", "128Mi"), restored("71135396"), from))
                .isInstanceOfSatisfying(
                        GrowClaim.class, grow -> assertThat(grow.bytes()).isEqualTo(142_270_792));
        assertThat(decide(volume("shop", "128Mi"), restored("142270792"), from))
                .isInstanceOfSatisfying(MakePod.class, make -> {
                    assertThat(make.filling()).isEqualTo(new Filling.Restore(HERE));
                    assertThat(make.size().disk()).isEqualTo(128L << 20);
                });
    }

    @Test
    void what_is_copied_is_restored_beside_the_snapshot_first() {
        Restoring from = from(READY, "other", "Filesystem");
        Optional<PersistentVolumeClaim> claim = Optional.of(Samples.claim("Bound", "dv-uid"));
        DataVolume volume = volume("shop", "64Mi");
        assertThat(decide(volume, claim, from)).isInstanceOf(AddFinalizer.class);
        volume.getMetadata().setFinalizers(List.of("cdi.kubevirt.io/dataVolumeFinalizer"));
        assertThat(decide(volume, claim, from)).isInstanceOfSatisfying(MakeSourceClaim.class, make -> {
            assertThat(ObjectKey.of(make.claim())).hasToString("shop/" + TEMPORARY);
            assertThat(make.claim().getSpec().getStorageClassName()).isEqualTo("fast");
            assertThat(make.claim().getSpec().getDataSource().getName()).isEqualTo("golden");
            assertThat(make.claim().getMetadata().getAnnotations())
                    .containsEntry("cdi.kubevirt.io/ownedByDataVolume", "shop/root");
        });
        CloneSource temporary = new CloneSource(
                new ObjectKey("shop", TEMPORARY),
                Optional.of(Samples.claim("Bound", "nobody")),
                Optional.empty(),
                List.of(),
                Optional.empty());
        assertThat(decide(volume, claim, from, temporary))
                .isInstanceOfSatisfying(
                        MakePod.class,
                        make -> assertThat(make.filling()).isEqualTo(new Filling.Clone(temporary.key())));
    }

    private static final String READY = "{readyToUse: true, restoreSize: '71135396'}";

    private static Restoring from(String status, String driver, String mode) {
        VolumeSnapshot snapshot = Serialization.unmarshal("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshot
                metadata: {name: golden, namespace: shop}
                status: %s
                """.formatted(status), VolumeSnapshot.class);
        return new Restoring(
                HERE,
                Optional.of(new TakenSnapshot(
                        snapshot, Optional.of(driver), Optional.of(mode).filter(text -> !text.isEmpty()))),
                Optional.of(storage(true)),
                own());
    }

    private static Optional<StorageClass> own() {
        return Optional.of(storage(true));
    }

    private static StorageClass storage(boolean expands) {
        return Serialization.unmarshal("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: csi
                allowVolumeExpansion: %s
                """.formatted(expands), StorageClass.class);
    }

    private static Optional<PersistentVolumeClaim> restored(String bytes) {
        PersistentVolumeClaim claim = Samples.claim("Bound", "dv-uid");
        claim.setSpec(Serialization.unmarshal(
                """
                ---
                volumeMode: Filesystem
                dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: golden}
                resources: {requests: {storage: '%s'}}
                """.formatted(bytes), io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec.class));
        claim.getStatus().setCapacity(claim.getSpec().getResources().getRequests());
        return Optional.of(claim);
    }

    private static DataVolume volume(String namespace, String size) {
        DataVolume volume = Samples.volume(
                "{snapshot: {namespace: " + namespace + ", name: golden}}",
                "storage: {volumeMode: Filesystem, resources: {requests: {storage: " + size + "}}}");
        volume.getMetadata().getAnnotations().put("slipway.dev/clone-source-namespaces", "images");
        return volume;
    }

    private static DataVolumeDecision decide(DataVolume volume, Optional<PersistentVolumeClaim> claim, Restoring from) {
        return decide(
                volume,
                claim,
                from,
                new CloneSource(
                        new ObjectKey(from.key().namespace(), TEMPORARY),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));
    }

    private static DataVolumeDecision decide(
            DataVolume volume, Optional<PersistentVolumeClaim> claim, Restoring from, CloneSource temporary) {
        DataVolumeScope scope = scope(volume, claim, from, temporary);
        DataVolumeDecision decision = DataVolumeDecision.of(scope, SETTINGS);
        if (decision instanceof DataVolumeDecision.Mark mark) {
            volume.getMetadata().getAnnotations().putAll(mark.annotations());
            return DataVolumeDecision.of(scope, SETTINGS);
        }
        return decision;
    }

    private static DataVolumeScope scope(
            DataVolume volume, Optional<PersistentVolumeClaim> claim, Restoring from, CloneSource temporary) {
        return new DataVolumeScope(
                volume,
                claim,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Origin.of(volume, claim, _ -> Optional.empty()),
                Optional.of(temporary),
                Optional.of(from),
                Optional.empty(),
                Samples.OVERHEAD,
                Samples.NOW);
    }
}
