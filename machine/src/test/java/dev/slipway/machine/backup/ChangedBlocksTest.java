package dev.slipway.machine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.machine.backup.ChangedBlocks.Wish;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChangedBlocksTest {
    private static final Wish SELECTED = new Wish(true, true);
    private static final Wish LEFT_OUT = new Wish(true, false);
    private static final Wish WITHOUT_GATE = new Wish(false, true);

    @Test
    void machine_that_is_selected_while_it_runs_waits_for_its_restart() {
        assertThat(next("", "", SELECTED)).isEqualTo("PendingRestart");
        assertThat(next("PendingRestart", "", SELECTED)).isEqualTo("PendingRestart");
        assertThat(next("PendingRestart", "Initializing", SELECTED)).isEqualTo("Initializing");
        assertThat(next("Initializing", "Enabled", SELECTED)).isEqualTo("Enabled");
        assertThat(next("Enabled", "Initializing", SELECTED)).isEqualTo("Initializing");
    }

    @Test
    void machine_that_is_selected_while_it_is_stopped_begins_with_its_start() {
        assertThat(next("", null, SELECTED)).isEqualTo("Initializing");
        assertThat(next("Enabled", null, SELECTED)).isEqualTo("Enabled");
        assertThat(ChangedBlocks.state(ChangedBlocks.ofNewInstance(null, SELECTED)))
                .isEqualTo("Initializing");
    }

    @Test
    void machine_that_is_selected_no_more_ends_with_its_instance() {
        assertThat(next("Enabled", "Enabled", LEFT_OUT)).isEqualTo("PendingRestart");
        assertThat(next("Enabled", null, LEFT_OUT)).isEqualTo("Disabled");
        assertThat(next("PendingRestart", "Disabled", LEFT_OUT)).isEqualTo("Disabled");
        assertThat(ChangedBlocks.ofMachine(null, Optional.empty(), LEFT_OUT)).isNull();
        assertThat(ChangedBlocks.ofNewInstance(null, LEFT_OUT)).isNull();
    }

    @Test
    void without_the_gate_a_selected_machine_says_so() {
        assertThat(next("", null, WITHOUT_GATE)).isEqualTo("IncrementalBackupFeatureGateDisabled");
        assertThat(next("Enabled", "Enabled", WITHOUT_GATE)).isEqualTo("PendingRestart");
        assertThat(next("IncrementalBackupFeatureGateDisabled", null, SELECTED)).isEqualTo("Initializing");
        assertThat(ChangedBlocks.ofMachine(null, Optional.empty(), new Wish(false, false)))
                .isNull();
    }

    @Test
    void names_follow_from_backup_and_time() {
        assertThat(BackupNames.checkpoint("nightly", Instant.parse("2026-11-29T03:04:05Z")))
                .isEqualTo("nightly-2026-11-29_03-04-05");
        assertThat(BackupNames.file("nightly", "root")).isEqualTo("nightly-root.qcow2");
        assertThat(BackupNames.volume("nightly")).isEqualTo("nightly-backup-target-pvc");
        assertThat(BackupNames.volume("n".repeat(60))).hasSize(63).matches("n+-[0-9a-f]{8}-backup-target-pvc");
        assertThat(BackupNames.volumeAt(BackupNames.place("nightly"))).isEqualTo("nightly-backup-target-pvc");
        assertThat(BackupNames.volumeAt("/etc")).isEmpty();
        // FNV's own test vectors.
        assertThat(StableName.hash("")).isEqualTo("811c9dc5");
        assertThat(StableName.hash("foobar")).isEqualTo("bf9cf968");
        assertThat(StableName.hash("foo", "bar")).isEqualTo("bf9cf968");
    }

    private static String next(String machine, @Nullable String instance, Wish wish) {
        return ChangedBlocks.state(ChangedBlocks.ofMachine(
                machine.isEmpty() ? null : new ChangedBlockTrackingStatus(null, machine, null),
                Optional.ofNullable(instance),
                wish));
    }
}
