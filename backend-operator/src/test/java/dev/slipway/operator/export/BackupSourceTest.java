package dev.slipway.operator.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.backup.BackupVolumeInfoBuilder;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupSpecBuilder;
import dev.slipway.api.backup.VirtualMachineBackupStatusBuilder;
import dev.slipway.machine.export.ExportedBackup;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackupSourceTest {
    @Test
    void backup_that_goes_on_gives_its_disks_out() {
        ExportedSource source = BackupSource.of(Optional.of(backup("Pull", "True")), Optional.empty());
        assertThat(source.isReady()).isTrue();
        assertThat(source.backup())
                .contains(new ExportedBackup(
                        "u", "Incremental", Optional.of("nightly-1"), List.of("data"), Optional.empty()));
        assertThat(source.waiting().reason()).isEqualTo("Initializing");
    }

    @Test
    void backup_that_is_over_or_missing_is_not_ready_and_says_so() {
        assertThat(BackupSource.of(Optional.of(backup("Pull", "False")), Optional.empty())
                        .waiting())
                .isEqualTo(ExportedSource.Told.ready("VirtualMachineBackupReady", "how it is"));
        ExportedSource none = BackupSource.of(Optional.empty(), Optional.empty());
        assertThat(none.isReady()).isFalse();
        assertThat(none.waiting().message()).isEqualTo("VMBackup does not exist yet");
    }

    @Test
    void backup_that_is_written_to_a_claim_is_read_there() {
        ExportedSource source = BackupSource.of(Optional.of(backup("Push", "True")), Optional.empty());
        assertThat(source.isReady()).isFalse();
        assertThat(source.waiting().message()).contains("claim room").contains("export that claim");
    }

    private static VirtualMachineBackup backup(String mode, String progressing) {
        VirtualMachineBackup backup = new VirtualMachineBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName("nightly")
                .withNamespace("shop")
                .withUid("u")
                .build());
        backup.setSpec(VirtualMachineBackupSpecBuilder.builder()
                .mode(mode)
                .pvcName("room")
                .build());
        backup.setStatus(VirtualMachineBackupStatusBuilder.builder()
                .type("Incremental")
                .checkpointName("nightly-1")
                .includedVolumes(List.of(BackupVolumeInfoBuilder.builder()
                        .volumeName("data")
                        .diskTarget("vda")
                        .build()))
                .conditions(List.of(new ConditionBuilder()
                        .withType("Progressing")
                        .withStatus(progressing)
                        .withReason("Initiated")
                        .withMessage("how it is")
                        .build()))
                .build());
        return backup;
    }
}
