package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.operator.datavolume.DataVolumeDecision.Fail;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakeClaim;
import dev.slipway.operator.datavolume.DataVolumeDecision.MakePod;
import dev.slipway.operator.datavolume.DataVolumeDecision.RemovePod;
import dev.slipway.operator.datavolume.DataVolumeDecision.Rest;
import dev.slipway.operator.datavolume.DataVolumeDecision.TryAgain;
import dev.slipway.operator.datavolume.DataVolumeDecision.Wait;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataVolumeDecisionTest {
    private static final ImporterSettings SETTINGS = ImporterSettings.of("slipway.dev/importer:test");
    private static final String CHECKSUM =
            "{\"result\":\"failed\",\"reason\":\"CHECKSUM_MISMATCH\",\"message\":\"The sums differ.\",\"retry\":false}";
    private static final String REFUSED =
            "{\"result\":\"failed\",\"reason\":\"CONNECTION_REFUSED\",\"message\":\"Nobody listens.\",\"retry\":true}";

    @Test
    void a_claim_that_somebody_deletes_is_let_go_to_make_another() {
        PersistentVolumeClaim going = Samples.claim("Bound", "dv-uid");
        going.getMetadata().setDeletionTimestamp("2026-11-24T12:00:00Z");
        Pod pod = Samples.pod("Running", "{running: {}}");
        assertThat(decide(http(), going, pod))
                .isInstanceOfSatisfying(
                        DataVolumeDecision.LetGo.class,
                        let -> assertThat(let.pod()).contains(pod));
    }

    @Test
    void a_pod_that_fills_an_earlier_claim_of_the_name_goes_first() {
        Pod pod = Samples.pod("Running", "{running: {}}");
        pod.getMetadata().setLabels(Map.of("slipway.dev/claim", "earlier"));
        assertThat(decide(http(), Samples.claim("Bound", "dv-uid"), pod)).isInstanceOf(DataVolumeDecision.LetGo.class);
        pod.getMetadata().setLabels(Map.of("slipway.dev/claim", "claim-uid"));
        assertThat(decide(http(), Samples.claim("Bound", "dv-uid"), pod))
                .isNotInstanceOf(DataVolumeDecision.LetGo.class);
    }

    @Test
    void a_claim_that_is_there_is_adopted_as_it_is_where_that_is_allowed() {
        PersistentVolumeClaim left = Samples.claim("Bound", "dv-uid");
        left.getMetadata().setOwnerReferences(List.of());
        assertThat(decide(http(), left, null)).isInstanceOf(Fail.class);
        DataVolume adopting = http();
        adopting.getMetadata().setAnnotations(Map.of("cdi.kubevirt.io/allowClaimAdoption", "true"));
        assertThat(decide(adopting, left, null)).isEqualTo(new DataVolumeDecision.TakeOver(left));
        assertThat(decide(adopting, Samples.claim("Bound", "dv-uid"), null)).isEqualTo(new DataVolumeDecision.Filled());
        assertThat(decide(adopting, Samples.claim("Bound", "other"), null)).isNotInstanceOf(MakePod.class);
        PersistentVolumeClaim made = bound();
        made.getMetadata().setAnnotations(Map.of("cdi.kubevirt.io/createdForDataVolume", "dv-uid"));
        assertThat(decide(adopting, made, null)).isInstanceOf(MakePod.class);
    }

    @Test
    void first_comes_the_claim() {
        assertThat(decide(http(), null, null)).isInstanceOf(MakeClaim.class);
    }

    @Test
    void a_claim_without_a_volume_is_waited_for() {
        assertThat(decide(http(), Samples.claim("Pending", "dv-uid"), null)).isEqualTo(new Rest());
    }

    @Test
    void a_claim_with_a_volume_gets_a_pod() {
        assertThat(decide(http(), bound(), null)).isInstanceOf(MakePod.class);
    }

    @Test
    void a_claim_that_waits_for_its_first_consumer_gets_no_pod_until_there_is_one() {
        PersistentVolumeClaim pending = Samples.claim("Pending", "dv-uid");
        DataVolume volume = http();
        assertThat(decideLate(volume, pending)).isEqualTo(new Rest());

        volume.getMetadata().setAnnotations(Map.of(DataVolumeNames.CONSUMER, "web"));
        assertThat(decideLate(volume, pending)).isInstanceOf(MakePod.class);

        volume.getMetadata().setAnnotations(Map.of("cdi.kubevirt.io/storage.bind.immediate.requested", "true"));
        assertThat(decideLate(volume, pending)).isInstanceOf(MakePod.class);
    }

    @Test
    void a_claim_of_something_else_is_left_alone() {
        PersistentVolumeClaim foreign = Samples.claim("Bound", "somebody");
        foreign.getMetadata().getOwnerReferences().getFirst().setKind("StatefulSet");
        assertThat(decide(http(), foreign, null)).isEqualTo(new Fail(new ClaimProblem.ClaimForeign("root")));
    }

    @Test
    void a_claim_of_an_earlier_data_volume_of_the_name_goes_by_itself() {
        assertThat(decide(http(), Samples.claim("Bound", "earlier-dv-uid"), null))
                .isEqualTo(new Rest());
    }

    @Test
    void a_source_that_cannot_be_read_is_named() {
        DataVolume disk = Samples.from("{imageio: {url: 'https://ovirt.test/api', diskId: '1'}}");
        assertThat(decide(disk, null, null))
                .isInstanceOfSatisfying(
                        Fail.class,
                        fail -> assertThat(fail.problem().message())
                                .contains("spec.source.imageio")
                                .contains("spec.source.http"));
        DataVolume pulled = Samples.from("{registry: {url: 'docker://images.test/disk', pullMethod: node}}");
        assertThat(decide(pulled, null, null))
                .isInstanceOfSatisfying(
                        Fail.class,
                        fail -> assertThat(fail.problem().message())
                                .contains("spec.source.registry.pullMethod is \"node\"")
                                .contains("use pod"));
    }

    @Test
    void a_missing_size_is_named() {
        assertThat(decide(Samples.volume("storage: {}"), null, null))
                .isInstanceOfSatisfying(
                        Fail.class,
                        fail -> assertThat(fail.problem().message())
                                .contains("spec.storage.resources.requests.storage"));
    }

    @Test
    void a_wrong_image_fails_at_once() {
        assertThat(decide(http(), bound(), Samples.failed(CHECKSUM, "2026-11-24T11:59:00Z")))
                .isEqualTo(new Fail(new DataVolumeProblem.ImportFailed("ChecksumError", "The sums differ.", false)));
    }

    @Test
    void a_failure_that_may_pass_is_waited_out_and_tried_again() {
        assertThat(decide(http(), bound(), Samples.failed(REFUSED, "2026-11-24T11:59:58Z")))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.left()).isEqualTo(Duration.ofSeconds(3)));
        assertThat(decide(http(), bound(), Samples.failed(REFUSED, "2026-11-24T11:59:50Z")))
                .isInstanceOf(TryAgain.class);
    }

    @Test
    void later_tries_wait_longer() {
        DataVolume thrice = Samples.withStatus(http(), "{phase: ImportInProgress, restartCount: 3}");
        assertThat(decide(thrice, bound(), Samples.failed(REFUSED, "2026-11-24T11:59:50Z")))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.left()).isEqualTo(Duration.ofSeconds(70)));
    }

    @Test
    void tries_end() {
        DataVolume often = Samples.withStatus(http(), "{phase: ImportInProgress, restartCount: 9}");
        assertThat(decide(often, bound(), Samples.failed(REFUSED, "2026-11-24T11:00:00Z")))
                .isInstanceOfSatisfying(
                        Fail.class,
                        fail -> assertThat(fail.problem().message())
                                .contains("Nobody listens.")
                                .contains("10 tries"));
    }

    @Test
    void a_pod_that_waits_for_an_upload_may_be_killed_any_number_of_times() {
        DataVolume often =
                Samples.withStatus(Samples.from("{upload: {}}"), "{phase: UploadScheduled, restartCount: 99}");
        assertThat(decide(often, bound(), Samples.failed("", "2026-11-24T11:00:00Z")))
                .isInstanceOf(TryAgain.class);
    }

    @Test
    void archives_come_from_http_and_uploads_into_file_systems() {
        for (String source : List.of("{upload: {}}", Samples.HTTP)) {
            assertThat(decide(archive(Samples.from(source)), bound(), null)).isInstanceOf(MakePod.class);
            DataVolume block = archive(
                    Samples.volume(source, "storage: {volumeMode: Block, resources: {requests: {storage: 1Gi}}}"));
            assertThat(decide(block, null, null)).isEqualTo(new Fail(new ClaimProblem.ArchiveInBlock()));
        }
        assertThat(decide(archive(Samples.from("{pvc: {name: other}}")), null, null))
                .isEqualTo(new Fail(new DataVolumeProblem.ContentUnsupported("archive")));
        MakeClaim made =
                (MakeClaim) decide(Samples.withStatus(marked(archive(http())), "{phase: Pending}"), null, null);
        assertThat(made.claim().getMetadata().getAnnotations())
                .containsEntry("cdi.kubevirt.io/storage.contentType", "archive");
    }

    private static DataVolume archive(DataVolume volume) {
        volume.setSpec(DataVolumeSpecBuilder.builder(volume.getSpec())
                .contentType("archive")
                .build());
        return volume;
    }

    private static DataVolume marked(DataVolume volume) {
        volume.getMetadata().setAnnotations(Map.of(DataVolumeNames.USE_POPULATOR, "false"));
        return volume;
    }

    @Test
    void an_importer_that_was_killed_is_started_again() {
        assertThat(decide(http(), bound(), Samples.failed("", "2026-11-24T11:59:50Z")))
                .isInstanceOf(TryAgain.class);
    }

    @Test
    void what_is_filled_needs_no_pod_any_more() {
        DataVolume filled = Samples.withStatus(http(), "{phase: Succeeded}");
        Pod pod = Samples.pod("Succeeded", "{terminated: {exitCode: 0}}");
        assertThat(decide(filled, bound(), pod)).isEqualTo(new RemovePod(pod));
        assertThat(decide(filled, bound(), null)).isEqualTo(new Rest());

        filled.getMetadata().setAnnotations(Map.of("cdi.kubevirt.io/storage.pod.retainAfterCompletion", "true"));
        assertThat(decide(filled, bound(), pod)).isEqualTo(new Rest());
    }

    @Test
    void what_failed_stays_failed() {
        assertThat(decide(Samples.withStatus(http(), "{phase: Failed}"), bound(), null))
                .isEqualTo(new Rest());
    }

    private static DataVolume http() {
        return Samples.from(Samples.HTTP);
    }

    private static PersistentVolumeClaim bound() {
        return Samples.claim("Bound", "dv-uid");
    }

    private static DataVolumeDecision decide(
            DataVolume volume, @Nullable PersistentVolumeClaim claim, @Nullable Pod pod) {
        return DataVolumeDecision.of(
                Samples.scope(volume, Optional.ofNullable(claim), Optional.ofNullable(pod)), SETTINGS);
    }

    private static DataVolumeDecision decideLate(DataVolume volume, PersistentVolumeClaim claim) {
        return DataVolumeDecision.of(
                new DataVolumeScope(
                        volume,
                        Optional.of(claim),
                        Optional.of(Samples.late()),
                        Optional.empty(),
                        Optional.empty(),
                        Origin.of(volume, Optional.of(claim), _ -> Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Samples.OVERHEAD,
                        Samples.NOW),
                SETTINGS);
    }
}
