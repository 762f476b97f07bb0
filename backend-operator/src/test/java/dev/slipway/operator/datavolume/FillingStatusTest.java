package dev.slipway.operator.datavolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Phases, progress and conditions as a real CDI showed them (lifecycle.jsonl, path legacy). */
class FillingStatusTest {
    private static final ImporterSettings SETTINGS = ImporterSettings.of("slipway.dev/importer:test");

    @Test
    void a_new_data_volume_is_pending() {
        DataVolumeStatus status = status(http(), Samples.claim("Pending", "dv-uid"), null);
        assertThat(status.phase()).isEqualTo("Pending");
        assertThat(status.progress()).isEqualTo("N/A");
        assertThat(status.claimName()).isEqualTo("root");
        assertThat(conditions(status))
                .containsExactly(
                        "Bound False Pending PVC root Pending", "Ready False null null", "Running False null null");
    }

    @Test
    void an_importer_that_starts_is_scheduled() {
        DataVolumeStatus status =
                status(http(), bound(), Samples.pod("Pending", "{waiting: {reason: ContainerCreating}}"));
        assertThat(status.phase()).isEqualTo("ImportScheduled");
        assertThat(conditions(status))
                .contains("Bound True Bound PVC root Bound", "Running False ContainerCreating null");
    }

    @Test
    void an_importer_that_runs_tells_its_progress() {
        Pod pod = Samples.pod("Running", "{running: {}}");
        pod.getMetadata().setAnnotations(Map.of("slipway.dev/progress", "{\"bytes\":9,\"percent\":56.257}"));
        DataVolumeStatus status = status(http(), bound(), pod);
        assertThat(status.phase()).isEqualTo("ImportInProgress");
        assertThat(status.progress()).isEqualTo("56.25%");
        assertThat(conditions(status)).contains("Ready False TransferRunning null", "Running True Pod is running null");
    }

    @Test
    void progress_that_is_no_number_is_not_shown() {
        for (String told : List.of("", "{", "[]", "{\"percent\":\"many\"}", "{\"percent\":1e99}", "{\"percent\":-5}")) {
            Pod pod = Samples.pod("Running", "{running: {}}");
            pod.getMetadata().setAnnotations(Map.of("slipway.dev/progress", told));
            assertThat(status(http(), bound(), pod).progress()).isIn("N/A", "0.00%", "100.00%");
        }
    }

    @Test
    void an_importer_that_is_done_makes_it_ready() {
        DataVolumeStatus status = status(http(), bound(), Samples.pod("Succeeded", "{terminated: {exitCode: 0}}"));
        assertThat(status.phase()).isEqualTo("Succeeded");
        assertThat(status.progress()).isEqualTo("100.0%");
        assertThat(conditions(status)).contains("Ready True null null", "Running False Completed Import Complete");
    }

    @Test
    void an_upload_is_ready_when_its_pod_is() {
        DataVolume upload = Samples.from("{upload: {}}");
        Pod pod = Samples.pod("Running", "{running: {}}");
        assertThat(status(upload, bound(), pod).phase()).isEqualTo("UploadScheduled");
        pod.getStatus()
                .setConditions(List.of(new io.fabric8.kubernetes.api.model.PodConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .build()));
        assertThat(status(upload, bound(), pod).phase()).isEqualTo("UploadReady");
    }

    @Test
    void a_failure_says_why() {
        String words = "{\"reason\":\"IMAGE_TRUNCATED\",\"message\":\"The image ends too early.\",\"retry\":false}";
        DataVolumeStatus status = status(http(), bound(), Samples.failed(words, "2026-11-24T11:59:00Z"));
        assertThat(status.phase()).isEqualTo("Failed");
        assertThat(conditions(status)).contains("Running False IMAGE_TRUNCATED The image ends too early.");
    }

    @Test
    void a_retry_says_why_and_stays_in_progress() {
        String words = "{\"reason\":\"CONNECTION_REFUSED\",\"message\":\"Nobody listens.\",\"retry\":true}";
        DataVolumeStatus status = status(http(), bound(), Samples.failed(words, "2026-11-24T11:59:59Z"));
        assertThat(status.phase()).isEqualTo("ImportInProgress");
        assertThat(conditions(status)).contains("Running False CONNECTION_REFUSED Nobody listens.");
    }

    @Test
    void a_filled_volume_whose_claim_is_gone_is_not_ready() {
        DataVolume filled = Samples.withStatus(http(), "{phase: Succeeded, progress: '100.0%'}");
        DataVolumeStatus status = status(filled, null, null);
        assertThat(status.phase()).isEqualTo("Succeeded");
        assertThat(conditions(status)).contains("Bound False NotFound No PVC found", "Ready False null null");
    }

    private static DataVolume http() {
        return Samples.from(Samples.HTTP);
    }

    private static PersistentVolumeClaim bound() {
        return Samples.claim("Bound", "dv-uid");
    }

    private static DataVolumeStatus status(
            DataVolume volume, @Nullable PersistentVolumeClaim claim, @Nullable Pod pod) {
        DataVolumeScope scope = Samples.scope(volume, Optional.ofNullable(claim), Optional.ofNullable(pod));
        return FillingStatus.of(scope, DataVolumeProgress.of(scope, DataVolumeDecision.of(scope, SETTINGS)), 0);
    }

    private static List<String> conditions(DataVolumeStatus status) {
        return Optional.ofNullable(status.conditions()).orElse(List.of()).stream()
                .map(FillingStatusTest::line)
                .toList();
    }

    private static String line(DataVolumeCondition condition) {
        return condition.type() + " " + condition.status() + " " + condition.reason() + " " + condition.message();
    }
}
