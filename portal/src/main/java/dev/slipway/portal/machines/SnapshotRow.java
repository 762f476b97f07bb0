package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.list;
import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.snapshot.Condition;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot of a machine as its page shows it.
 *
 * @param name name
 * @param icon icon of its state
 * @param colour colour of that
 * @param state state in words, with the reason if it is not ready
 * @param taken the moment it holds
 * @param consistency what state the guest's disks are in
 * @param left volumes that it does not hold
 * @param ready whether machines can be made from it
 * @param restoring how far the last restore from it is; empty if there is none
 * @param noRestore why the machine cannot be brought back to it now; empty if it can
 */
public record SnapshotRow(
        String name,
        String icon,
        String colour,
        String state,
        Optional<Instant> taken,
        String consistency,
        List<String> left,
        boolean ready,
        String restoring,
        String noRestore) {
    /** Returns the snapshots of a machine, newest first. */
    static List<SnapshotRow> of(MachineFacts facts, ClusterMirror mirror) {
        MachineRow row = MachineRow.of(facts);
        return mirror.snapshotsOf(facts.key()).stream()
                .sorted(Comparator.comparing((VirtualMachineSnapshot snapshot) ->
                                snapshot.getMetadata().getCreationTimestamp())
                        .thenComparing(snapshot -> snapshot.getMetadata().getName())
                        .reversed())
                .map(snapshot -> of(snapshot, row, mirror))
                .toList();
    }

    private static SnapshotRow of(VirtualMachineSnapshot snapshot, MachineRow row, ClusterMirror mirror) {
        Optional<VirtualMachineSnapshotStatus> status = Optional.ofNullable(snapshot.getStatus());
        String name = snapshot.getMetadata().getName();
        String phase = status.map(found -> text(found.phase())).orElse("");
        boolean ready = status.map(VirtualMachineSnapshotStatus::readyToUse).orElse(false);
        boolean failed = phase.equals("Failed");
        return new SnapshotRow(
                name,
                ready ? "check" : failed ? "error" : "starting",
                ready ? "ok" : failed ? "err" : "busy",
                words(snapshot, status, ready, failed),
                status.map(found -> text(found.creationTime())).flatMap(SnapshotRow::instant),
                consistency(status.map(found -> list(found.indications())).orElse(List.of())),
                status.map(VirtualMachineSnapshotStatus::snapshotVolumes)
                        .map(volumes -> list(volumes.excludedVolumes()))
                        .orElse(List.of()),
                ready,
                restoring(mirror.restoresFrom(ObjectKey.of(snapshot))),
                noRestore(row, ready));
    }

    private static String words(
            VirtualMachineSnapshot snapshot,
            Optional<VirtualMachineSnapshotStatus> status,
            boolean ready,
            boolean failed) {
        if (snapshot.getMetadata().getDeletionTimestamp() != null) {
            return "Being deleted";
        }
        if (ready) {
            return "Ready";
        }
        String error = status.map(VirtualMachineSnapshotStatus::error)
                .map(found -> text(found.message()))
                .orElse("");
        return (failed ? "Failed" : "Being taken") + (error.isEmpty() ? "" : ": " + error);
    }

    /** The indications are KubeVirt's. */
    private static String consistency(List<String> indications) {
        Set<String> told = Set.copyOf(indications);
        if (!told.contains("Online")) {
            return "Machine was off";
        }
        return told.contains("GuestAgent") ? "Guest at rest" : "As after a power cut";
    }

    private static String restoring(List<VirtualMachineRestore> restores) {
        return restores.stream()
                .max(Comparator.comparing(restore -> restore.getMetadata().getCreationTimestamp()))
                .map(SnapshotRow::restoring)
                .orElse("");
    }

    private static String restoring(VirtualMachineRestore restore) {
        Optional<VirtualMachineRestoreStatus> status = Optional.ofNullable(restore.getStatus());
        if (status.map(VirtualMachineRestoreStatus::complete).orElse(false)) {
            return "Restored";
        }
        String why = status.map(found -> reason(list(found.conditions()), "Progressing"))
                .orElse("");
        return "Restoring" + (why.isEmpty() ? "" : ": " + why);
    }

    private static String noRestore(MachineRow row, boolean ready) {
        String name = row.key().name();
        if (!ready) {
            return "The snapshot is not ready.";
        }
        return row.state().word() == StateWord.STOPPED
                ? ""
                : "Shut " + name + " down first: a machine is restored while it is off.";
    }

    private static String reason(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> type.equals(condition.type()))
                .map(condition -> text(condition.reason()))
                .findFirst()
                .orElse("");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
