package dev.slipway.portal.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstanceMigration;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationRowTest {
    @ParameterizedTest
    @CsvSource({
        "'',           , Waiting",
        "Pending,      , Waiting",
        "Scheduling,   , Preparing",
        "TargetReady,  , Preparing",
        "Running,      , Moving",
        "Running,    x , Being stopped",
        "Pending,    x , Being stopped",
        "Succeeded,    , Done",
        "Succeeded,  x , Done",
        "Failed,       , Failed",
    })
    void word_follows_the_phase(String phase, String leaving, String word) {
        String deleted = leaving == null ? "" : ", deletionTimestamp: \"2026-01-01T10:05:00Z\"";

        assertThat(row(deleted, "{phase: '" + phase + "'}").word().word()).isEqualTo(word);
    }

    @Test
    void failure_that_somebody_asked_for_is_none() {
        MigrationRow row = row("", "{phase: Failed, migrationState: {abortStatus: Succeeded, failureReason: aborted}}");

        assertThat(row.word()).isEqualTo(MigrationWord.STOPPED);
        assertThat(row.reason()).isEmpty();
    }

    @Test
    void duration_ends_with_the_last_phase_where_the_state_tells_no_end() {
        MigrationRow row = row(
                "",
                "{phase: Failed, phaseTransitionTimestamps: [{phase: Pending, phaseTransitionTimestamp:"
                        + " \"2026-01-01T10:00:00Z\"}, {phase: Failed, phaseTransitionTimestamp:"
                        + " \"2026-01-01T10:01:30Z\"}]}");

        assertThat(row.took()).contains(Duration.ofSeconds(90));
    }

    private static MigrationRow row(String metadata, String status) {
        String migration = """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachineInstanceMigration
                metadata: {name: move, namespace: lab, uid: u, creationTimestamp: "2026-01-01T10:00:00Z"%s}
                spec: {vmiName: web}
                status: %s
                """.formatted(metadata, status);
        return MigrationRow.of(
                Serialization.unmarshal(migration, VirtualMachineInstanceMigration.class), Optional.empty());
    }
}
