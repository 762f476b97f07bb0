package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.portal.cluster.ClusterMirror;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tab Snapshots of a machine shows.
 *
 * @param path address of the machine's page
 * @param namespace project of the machine
 * @param csrf token for forms
 * @param rows the snapshots, newest first
 * @param unsaved volumes that a snapshot will not hold, with the reason
 * @param suggestion a name for the next one
 * @param rights what cannot be done now
 */
public record SnapshotTab(
        String path,
        String namespace,
        String csrf,
        List<SnapshotRow> rows,
        List<String> unsaved,
        String suggestion,
        SnapshotRights rights) {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    static SnapshotTab of(MachineFacts facts, ClusterMirror mirror, SnapshotRights rights, String csrf, Instant now) {
        MachineRow row = MachineRow.of(facts);
        return new SnapshotTab(
                row.path(),
                row.key().namespace(),
                csrf,
                rights.noList().isEmpty() ? SnapshotRow.of(facts, mirror) : List.of(),
                unsaved(facts),
                row.key().name() + "-" + NAME.format(now),
                rights);
    }

    private static List<String> unsaved(MachineFacts facts) {
        Set<String> madeAnew = facts.template().map(VirtualMachineInstanceSpec::volumes).orElse(List.of()).stream()
                .filter(SnapshotTab::isMadeAnew)
                .map(volume -> text(volume.name()))
                .collect(Collectors.toSet());
        return Optional.ofNullable(facts.vm().getStatus())
                .map(VirtualMachineStatus::volumeSnapshotStatuses)
                .map(statuses -> list(statuses).stream()
                        .filter(status -> !Boolean.TRUE.equals(status.enabled()))
                        .filter(status -> !madeAnew.contains(text(status.name())))
                        .map(status -> text(status.name()) + ": " + text(status.reason()))
                        .toList())
                .orElse(List.of());
    }

    /** Nothing of these is lost: each start makes them of the machine's settings or of other objects. */
    private static boolean isMadeAnew(Volume volume) {
        return Stream.of(
                        volume.cloudInitNoCloud(),
                        volume.cloudInitConfigDrive(),
                        volume.sysprep(),
                        volume.secret(),
                        volume.configMap(),
                        volume.serviceAccount(),
                        volume.downwardAPI(),
                        volume.containerDisk())
                .anyMatch(Objects::nonNull);
    }
}
