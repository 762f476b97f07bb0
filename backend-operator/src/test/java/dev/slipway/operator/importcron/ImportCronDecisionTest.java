package dev.slipway.operator.importcron;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataImportCron;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSourcePVC;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImportCronDecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-29T20:00:00Z");
    private static final String REGISTRY = "registry: {url: 'docker://registry.example:5000/guests/debian:13'}";
    private static final ImportFormat CLAIMS = new ImportFormat(false, true, Optional.empty(), false);
    private static final String OLD = "sha256:" + "0a".repeat(32);
    private static final String NEW = "sha256:" + "0b".repeat(32);

    private static DataImportCron cron(String source, String annotations, String more) {
        return Serialization.unmarshal("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataImportCron
                metadata: {name: nightly, namespace: shop, uid: 12345678-9, annotations: {%s}}
                spec: {
                  managedDataSource: debian, schedule: '0 3 * * *', %s
                  template: {metadata: {annotations: {slipway.dev/clone-source-namespaces: lab}}, spec: {source: {%s}}}}
                status: {currentImports: [{DataVolumeName: debian-1, Digest: '%s'}]}
                """.formatted(annotations, more, source, OLD), DataImportCron.class);
    }

    private static ImportCronScope scope(DataImportCron cron, String phase, String... claims) {
        DataVolume volume = Serialization.unmarshal("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: debian-1, namespace: shop}
                status: {phase: %s}
                """.formatted(phase), DataVolume.class);
        return new ImportCronScope(
                cron,
                Optional.empty(),
                Optional.empty(),
                Optional.of(volume).filter(_ -> !phase.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Arrays.stream(claims).map(ImportCronDecisionTest::claim).toList(),
                Optional.empty(),
                List.of(),
                CLAIMS,
                Optional.of("local"),
                NOW);
    }

    private static PersistentVolumeClaim claim(String name) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations(ImportCronNames.LAST_USE, "2026-11-2" + name.charAt(name.length() - 1) + "T03:00:00Z")
                .endMetadata()
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "importsToKeep: 2,                          | debian-2 debian-3",
                "importsToKeep: 1,                          | debian-2 debian-3 debian-4",
                "importsToKeep: 0,                          | debian-2 debian-3 debian-4",
                "importsToKeep: 1, garbageCollect: Outdated,| debian-2 debian-3 debian-4",
                "''                                         | debian-2",
            })
    void oldest_imports_go_and_the_newest_never(String asked, String gone) {
        ImportCronScope scope =
                scope(cron(REGISTRY, "", asked), "Succeeded", "debian-3", "debian-1", "debian-4", "debian-2");
        assertThat(Retention.outdated(scope))
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactlyInAnyOrder(gone.split(" "));
    }

    @Test
    void all_imports_stay_where_nothing_is_collected() {
        ImportCronScope scope = scope(
                cron(REGISTRY, "", "importsToKeep: 1, garbageCollect: Never,"), "Succeeded", "debian-1", "debian-2");
        assertThat(Retention.outdated(scope)).isEmpty();
    }

    @Test
    void new_content_waits_until_the_import_before_has_ended() {
        ImportCronScope filled = scope(cron(REGISTRY, "", ""), "Succeeded");
        assertThat(Importing.of(filled, NEW, Optional.of(NOW))).isEqualTo(new Importing.Begin(NEW));
        assertThat(Importing.of(filled, OLD, Optional.of(NOW))).isInstanceOf(Importing.Complete.class);
        ImportCronScope busy = scope(cron(REGISTRY, "", ""), "ImportInProgress");
        assertThat(Importing.of(busy, NEW, Optional.of(NOW))).isEqualTo(new Importing.Rest());
        ImportCronScope failed = scope(cron(REGISTRY, "", ""), "Failed");
        assertThat(Importing.of(failed, OLD, Optional.empty())).isEqualTo(new Importing.Rest());
        assertThat(Importing.of(failed, OLD, Optional.of(NOW))).isInstanceOf(Importing.Forget.class);
    }

    /** Returns a claim that is bound, with its owner's uid. */
    private static PersistentVolumeClaim bound(String owner, String more) {
        return Serialization.unmarshal(
                """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: debian-1, namespace: shop, %s ownerReferences: [%s]}
                spec: {resources: {requests: {storage: 10Gi}}}
                status: {phase: Bound}
                """.formatted(more, owner.isEmpty() ? "" : """
                {apiVersion: cdi.kubevirt.io/v1beta1, kind: DataVolume, name: debian-1, uid: %s, controller: true}\
                """.formatted(owner)), PersistentVolumeClaim.class);
    }

    private static Optional<DataVolume> volume(String uid, String phase, String more) {
        return Optional.of(Serialization.unmarshal("""
                        apiVersion: cdi.kubevirt.io/v1beta1
                        kind: DataVolume
                        metadata: {name: debian-1, namespace: shop, %s uid: '%s'}
                        status: {phase: %s}
                        """.formatted(more, uid, phase), DataVolume.class))
                .filter(_ -> !uid.isEmpty());
    }

    private static ImportCronScope scope(Optional<DataVolume> volume, PersistentVolumeClaim claim) {
        ImportCronScope scope = scope(cron(REGISTRY, "", ""), "");
        return new ImportCronScope(
                scope.cron(),
                scope.dataSource(),
                scope.rival(),
                volume,
                Optional.of(claim),
                scope.sourceClaim(),
                scope.poller(),
                scope.made(),
                scope.snapshot(),
                scope.madeSnapshots(),
                scope.format(),
                scope.storageClass(),
                scope.now());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // owner of the claim, what more it says, DataVolume, its phase, what more it says: complete, free
                "''    | ''                                         | ''    | Succeeded | ''                          | true  | true",
                "uid-1 | ''                                         | uid-1 | Succeeded | ''                          | true  | true",
                "uid-1 | ''                                         | ''    | Succeeded | ''                          | false | false",
                "uid-1 | ''                                         | uid-2 | Succeeded | ''                          | false | false",
                "uid-1 | ''                                         | uid-1 | Failed    | ''                          | false | true",
                "uid-1 | ''                                         | uid-1 | Succeeded | deletionTimestamp: 2026-11-29T20:00:00Z,  | false | false",
                "''    | deletionTimestamp: 2026-11-29T20:00:00Z, | ''    | Succeeded | ''                          | false | false",
            })
    void claim_that_goes_with_its_data_volume_is_no_import(
            String owner, String claimed, String uid, String phase, String more, boolean isComplete, boolean isFree) {
        ImportCronScope scope = scope(volume(uid, phase, more), bound(owner, claimed));
        assertThat(Importing.isComplete(scope)).isEqualTo(isComplete);
        assertThat(ImportedVolume.isFree(scope.volume(), scope.claim())).isEqualTo(isFree);
    }

    private static final ImportFormat SNAPSHOTS = new ImportFormat(true, true, Optional.of("snap"), false);

    /** An import that is kept as a snapshot, with this class and readiness; none without a class. */
    private static ImportCronScope saved(ImportFormat format, String snapshotClass, boolean ready, boolean claimed) {
        ImportCronScope scope = scope(volume(claimed ? "uid-1" : "", "Succeeded", ""), bound("uid-1", ""));
        List<VolumeSnapshot> snapshots = snapshotClass.isEmpty()
                ? List.of()
                : List.of(Serialization.unmarshal("""
                        apiVersion: snapshot.storage.k8s.io/v1
                        kind: VolumeSnapshot
                        metadata: {name: debian-1, namespace: shop}
                        spec: {volumeSnapshotClassName: %s, source: {persistentVolumeClaimName: debian-1}}
                        status: {readyToUse: %s}
                        """.formatted(snapshotClass, ready), VolumeSnapshot.class));
        return new ImportCronScope(
                scope.cron(),
                scope.dataSource(),
                scope.rival(),
                scope.volume(),
                scope.claim().filter(_ -> claimed),
                scope.sourceClaim(),
                scope.poller(),
                scope.made(),
                snapshots.stream().findFirst(),
                snapshots,
                format,
                scope.storageClass(),
                scope.now());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // class of the snapshot, whether it is ready, whether the claim is there: what is done, what of the
                // import
                "''    | false | true  | Take   | Complete",
                "snap  | false | true  | Taking | Complete",
                "snap  | true  | true  | Taken  | Complete",
                "snap  | true  | false | Taken  | Complete",
                "snap  | false | false | Taking | Complete",
                "other | true  | false | Drop   | Begin",
                "''    | false | false | None   | Begin",
            })
    void import_is_kept_as_a_snapshot_and_its_claim_goes_when_that_is_ready(
            String snapshotClass, boolean ready, boolean claimed, String saving, String importing) {
        ImportCronScope scope = saved(SNAPSHOTS, snapshotClass, ready, claimed);
        assertThat(Saving.of(scope).getClass().getSimpleName()).isEqualTo(saving);
        assertThat(Importing.of(scope, OLD, Optional.of(NOW)).getClass().getSimpleName())
                .isEqualTo(importing);
    }

    @Test
    void snapshot_goes_where_imports_are_kept_as_claims_and_stays_where_nobody_knows() {
        assertThat(Saving.of(saved(CLAIMS, "snap", true, false))).isInstanceOf(Saving.Drop.class);
        assertThat(Importing.of(saved(CLAIMS, "snap", true, false), OLD, Optional.of(NOW)))
                .isEqualTo(new Importing.Begin(OLD));
        ImportFormat unknown = new ImportFormat(true, false, Optional.empty(), false);
        assertThat(Saving.of(saved(unknown, "snap", true, false))).isInstanceOf(Saving.Taken.class);
    }

    @Test
    void snapshot_has_the_class_of_the_profile_and_tells_what_it_is_of() {
        VolumeSnapshot snapshot = ImportedSnapshot.of(saved(SNAPSHOTS, "", false, true), bound("uid-1", ""));
        assertThat(snapshot.getMetadata().getName()).isEqualTo("debian-1");
        assertThat(snapshot.getSpec().volumeSnapshotClassName()).isEqualTo("snap");
        assertThat(snapshot.getMetadata().getLabels()).containsEntry(ImportCronNames.CRON, "nightly");
        assertThat(snapshot.getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/storage.import.sourceVolumeMode", "Filesystem")
                .containsEntry("cdi.kubevirt.io/storage.import.advisedRestoreSize", "10Gi");
    }

    @Test
    void data_source_stays_with_the_import_before_until_the_newest_is_saved() {
        DataVolumeSourcePVC newest = new DataVolumeSourcePVC("debian-1", "shop", null);
        assertThat(ImportedVolume.source(saved(SNAPSHOTS, "snap", true, false), Optional.of(newest)))
                .hasValueSatisfying(source -> assertThat(source.snapshot())
                        .hasToString("DataVolumeSourceSnapshot[name=debian-1, namespace=shop, unknown=null]"));
        assertThat(ImportedVolume.source(saved(CLAIMS, "", false, true), Optional.of(newest)))
                .hasValueSatisfying(source -> assertThat(source.pvc()).isEqualTo(newest));
    }

    @Test
    void import_whose_data_volume_was_deleted_waits_for_the_claim_to_go() {
        ImportCronScope half = scope(Optional.empty(), bound("uid-1", ""));
        assertThat(Importing.of(half, OLD, Optional.of(NOW))).isEqualTo(new Importing.Rest());
        assertThat(Importing.of(scope(cron(REGISTRY, "", ""), ""), OLD, Optional.of(NOW)))
                .isEqualTo(new Importing.Begin(OLD));
    }

    @Test
    void claim_that_goes_by_itself_is_not_counted_among_those_kept() {
        ImportCronScope scope =
                scope(cron(REGISTRY, "", "importsToKeep: 2,"), "Succeeded", "debian-1", "debian-2", "debian-4");
        scope.made().getLast().getMetadata().setDeletionTimestamp("2026-11-29T20:00:00Z");
        assertThat(Retention.outdated(scope)).isEmpty();
    }

    @Test
    void source_is_looked_at_first_at_once_and_then_by_schedule() {
        assertThat(Polling.of(scope(cron(REGISTRY, "", ""), ""))).isEqualTo(new Polling.Look());
        String next = ImportCronNames.NEXT + ": '2026-11-30T03:00:00Z'";
        assertThat(Polling.of(scope(cron(REGISTRY, next, ""), "")))
                .isEqualTo(new Polling.Rest(Optional.of(Instant.parse("2026-11-30T03:00:00Z"))));
    }

    private static Polling polling(String created) {
        Pod poller = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: poller-nightly, namespace: shop, creationTimestamp: '%s'}
                status:
                  phase: Pending
                  conditions: [{type: PodScheduled, status: 'False', message: 0/1 nodes are available.}]
                """.formatted(created), Pod.class);
        ImportCronScope scope = scope(cron(REGISTRY, "", ""), "");
        return Polling.of(new ImportCronScope(
                scope.cron(),
                scope.dataSource(),
                scope.rival(),
                scope.volume(),
                scope.claim(),
                scope.sourceClaim(),
                Optional.of(poller),
                scope.made(),
                scope.snapshot(),
                scope.madeSnapshots(),
                scope.format(),
                scope.storageClass(),
                scope.now()));
    }

    @Test
    void pod_that_never_starts_to_look_is_given_up_and_tried_again() {
        assertThat(polling("2026-11-29T19:45:01Z")).isEqualTo(new Polling.Looking(NOW.plusSeconds(1)));
        assertThat(polling("2026-11-29T19:45:00Z")).isInstanceOfSatisfying(Polling.Failed.class, failed -> {
            assertThat(failed.problem().reason()).isEqualTo("IMPORTER_STUCK");
            assertThat(failed.problem().message())
                    .contains("shop/poller-nightly")
                    .contains("15 minutes")
                    .contains("0/1 nodes are available.");
            assertThat(failed.pod()).isPresent();
            assertThat(failed.next()).contains(NOW.plus(Polling.SOON));
        });
    }

    @Test
    void claim_of_another_namespace_is_not_followed() {
        assertThat(Polling.of(scope(cron("pvc: {namespace: lab, name: disk}", "", ""), "")))
                .isInstanceOfSatisfying(
                        Polling.Impossible.class,
                        refused -> assertThat(refused.problem().reason()).isEqualTo("NotAuthorized"));
    }

    @Test
    void import_is_of_the_digest_that_was_seen_and_takes_over_no_rights() {
        DataVolume volume = ImportedVolume.of(scope(cron(REGISTRY, "", "retentionPolicy: None,"), ""), NEW);
        assertThat(volume.getMetadata().getName()).isEqualTo("debian-0b0b0b0b0b0b");
        assertThat(String.valueOf(volume.getSpec().source()))
                .contains("url=docker://registry.example:5000/guests/debian@" + NEW + ",");
        assertThat(volume.getMetadata().getAnnotations()).doesNotContainKey("slipway.dev/clone-source-namespaces");
        assertThat(volume.getMetadata().getLabels())
                .containsEntry(ImportCronNames.CRON, "nightly")
                .containsEntry(ImportCronNames.CLEANUP, "true");
    }
}
