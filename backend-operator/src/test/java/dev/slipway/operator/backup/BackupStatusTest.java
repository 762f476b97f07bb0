package dev.slipway.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.backup.BackupVolumeInfoBuilder;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupStatus;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportLinks;
import dev.slipway.api.export.VirtualMachineExportStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatusBuilder;
import dev.slipway.machine.export.ExportAddress;
import dev.slipway.machine.export.ExportLinks;
import dev.slipway.machine.export.ExportOffer;
import dev.slipway.machine.export.ExportedBackup;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackupStatusTest {
    private static final Instant NOW = Instant.parse("2026-11-30T08:00:00Z");
    private static final List<BackupVolumeInfo> VOLUMES = List.of(BackupVolumeInfoBuilder.builder()
            .volumeName("data")
            .diskTarget("vdb")
            .build());

    @Test
    void backup_tells_where_its_disks_are_read_once_its_export_is_ready() {
        VirtualMachineBackup backup = backup(status().preparing().build());
        assertThat(progressing(backup).getReason()).isEqualTo("PreparingExport");

        VirtualMachineBackupStatus early = BackupStatus.of(backup, NOW)
                .exported(export("Pending", List.of("internal", "external")))
                .build();
        assertThat(early.exportUID()).isEqualTo("e");
        assertThat(early.endpointCert()).isNull();

        backup.setStatus(BackupStatus.of(backup, NOW)
                .exported(export("Ready", List.of("internal", "external")))
                .build());
        assertThat(progressing(backup).getReason()).isEqualTo("ExportReady");
        assertThat(backup.getStatus().endpointCert()).isEqualTo("external");
        assertThat(volume(backup).dataEndpoint()).startsWith("https://outside/").endsWith("/exports/data/data");
        assertThat(volume(backup).mapEndpoint()).endsWith("/exports/data/map");

        backup.setStatus(told(BackupStatus.of(backup, NOW)).build());
        assertThat(volume(backup).mapEndpoint())
                .as("the node's word does not take it away")
                .isNotNull();

        backup.setStatus(BackupStatus.of(backup, NOW).complete(Optional.empty()).build());
        assertThat(backup.getStatus().includedVolumes())
                .as("nobody answers there any more")
                .isEqualTo(VOLUMES);
    }

    @Test
    void inside_addresses_are_told_where_there_are_no_others() {
        VirtualMachineBackupStatus status =
                status().exported(export("Ready", List.of("internal"))).build();
        assertThat(status.endpointCert()).isEqualTo("internal");
        assertThat(volume(backup(status)).dataEndpoint()).isEqualTo("https://virt-export-n.shop.svc/exports/data/data");
    }

    private static BackupStatus status() {
        return told(BackupStatus.of(new VirtualMachineBackup(), NOW).begun("Full"));
    }

    private static BackupStatus told(BackupStatus status) {
        return status.told(
                VirtualMachineInstanceBackupStatusBuilder.builder()
                        .backupName("n")
                        .volumes(VOLUMES)
                        .build(),
                true);
    }

    private static VirtualMachineBackup backup(VirtualMachineBackupStatus status) {
        VirtualMachineBackup backup = new VirtualMachineBackup();
        backup.setStatus(status);
        return backup;
    }

    private static BackupVolumeInfo volume(VirtualMachineBackup backup) {
        return Optional.ofNullable(BackupStatus.before(backup).includedVolumes())
                .orElse(List.of())
                .getFirst();
    }

    private static Condition progressing(VirtualMachineBackup backup) {
        return Optional.ofNullable(BackupStatus.before(backup).conditions()).orElse(List.of()).stream()
                .filter(condition -> condition.getType().equals("Progressing"))
                .findFirst()
                .orElseThrow();
    }

    private static VirtualMachineExport export(String phase, List<String> kinds) {
        VirtualMachineExport export = new VirtualMachineExport();
        export.setMetadata(new ObjectMetaBuilder().withName("n").withUid("e").build());
        VirtualMachineExportLinks links = new VirtualMachineExportLinks(null, null, null)
                .withInternal(link(ExportAddress.internal("virt-export-n", "shop", "internal")));
        if (kinds.contains("external")) {
            links = links.withExternal(link(ExportAddress.external("outside", "shop", "n", "external")));
        }
        export.setStatus(VirtualMachineExportStatusBuilder.builder()
                .phase(phase)
                .links(links)
                .build());
        return export;
    }

    private static VirtualMachineExportLink link(ExportAddress at) {
        return ExportLinks.of(
                at,
                ExportOffer.of(
                        List.of(),
                        Optional.of(
                                new ExportedBackup("u", "Full", Optional.empty(), List.of("data"), Optional.empty())),
                        false));
    }
}
