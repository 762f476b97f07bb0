package dev.slipway.operator.export;

import dev.slipway.machine.export.ExportedBackup;
import dev.slipway.machine.export.ExportedClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.List;
import java.util.Optional;

/**
 * What is to be exported, and whether it can be now. Reasons and sentences are KubeVirt's (v1.9.0, {@code
 * pkg/storage/export/export/*-source.go}).
 *
 * @param claims the claims, as far as there are any
 * @param available whether nobody writes to them, and they have their content
 * @param waiting why there is no exporter yet: what condition Ready says
 * @param source what the condition of the source says; empty for machines, which have none
 * @param machine the machine that the claims are of
 * @param skipped whether there is nothing to export, for good
 * @param backup the backup that is pulled, if that is what is exported
 */
record ExportedSource(
        List<ExportedClaim> claims,
        boolean available,
        Told waiting,
        Optional<Told> source,
        Optional<String> machine,
        boolean skipped,
        Optional<ExportedBackup> backup) {
    ExportedSource(
            List<ExportedClaim> claims,
            boolean available,
            Told waiting,
            Optional<Told> source,
            Optional<String> machine,
            boolean skipped) {
        this(claims, available, waiting, source, machine, skipped, Optional.empty());
    }

    /**
     * What a condition says.
     *
     * @param type its type
     * @param holds whether it is true
     */
    record Told(String type, boolean holds, String reason, String message) {
        static Told ready(String reason, String message) {
            return new Told("Ready", false, reason, message);
        }
    }

    private static final Told INITIALIZING = Told.ready("Initializing", "");

    /** Returns whether an exporter has something to give out. */
    boolean isReady() {
        return available && !(claims.isEmpty() && backup.isEmpty());
    }

    /**
     * A claim.
     *
     * @param key its namespace and name
     * @param populated whether it has its content
     * @param inUse whether a Pod other than the exporter has it
     */
    static ExportedSource claim(String key, Optional<ExportedClaim> found, boolean populated, boolean inUse) {
        String name = "PersistentVolumeClaim " + key;
        if (found.isEmpty()) {
            return new ExportedSource(
                    List.of(),
                    false,
                    INITIALIZING,
                    Optional.of(new Told("PVCReady", false, "PVCNotFound", name + " not found")),
                    Optional.empty(),
                    false);
        }
        Told waiting = !populated
                ? Told.ready("PVCPending", name + " is not populated")
                : inUse ? Told.ready("InUse", name + " is in use") : INITIALIZING;
        return new ExportedSource(
                List.of(found.get()),
                populated && !inUse,
                waiting,
                Optional.of(bound(found.get().claim())),
                Optional.empty(),
                false);
    }

    private static Told bound(PersistentVolumeClaim claim) {
        String phase = claim.getStatus() == null ? "" : claim.getStatus().getPhase() + "";
        return switch (phase) {
            case "Bound" -> new Told("PVCReady", true, "PVCBound", "");
            case "Lost" -> new Told("PVCReady", false, "Unknown", "");
            default -> new Told("PVCReady", false, "PVCPending", "");
        };
    }

    /**
     * A machine.
     *
     * @param key its namespace and name
     * @param populated whether all its claims are there with their content
     */
    static ExportedSource machine(
            String key, boolean exists, List<ExportedClaim> claims, boolean populated, boolean running) {
        String machine = "Virtual Machine " + key;
        Optional<String> name = Optional.of(key.substring(key.indexOf('/') + 1));
        if (!exists) {
            return new ExportedSource(
                    List.of(), false, Told.ready("VMNotFound", machine + " not found"), Optional.empty(), name, false);
        }
        if (claims.isEmpty() && populated) {
            return new ExportedSource(
                    List.of(),
                    true,
                    Told.ready("VMNoVolumes", machine + " has no volumes"),
                    Optional.empty(),
                    name,
                    true);
        }
        Told waiting = !populated
                ? Told.ready("VolumesNotPopulated", "Not all volumes in the " + machine + " are populated")
                : running ? Told.ready("InUse", machine + " is running") : INITIALIZING;
        return new ExportedSource(claims, populated && !running, waiting, Optional.empty(), name, false);
    }

    /** A snapshot that is not there, or not whole yet. */
    static ExportedSource noSnapshot(String key, boolean exists, Optional<String> machine) {
        String snapshot = "VirtualMachineSnapshot " + key;
        if (exists) {
            String message = snapshot + " is not ready to use";
            return new ExportedSource(
                    List.of(),
                    false,
                    Told.ready("NotAllPVCsCreated", message),
                    Optional.of(new Told("VolumesCreated", false, "NotAllPVCsCreated", message)),
                    machine,
                    false);
        }
        return new ExportedSource(
                List.of(),
                false,
                Told.ready("VMSnapshotNotFound", snapshot + " not found"),
                Optional.of(nothingSaved(key)),
                machine,
                true);
    }

    private static Told nothingSaved(String key) {
        return new Told(
                "VolumesCreated",
                false,
                "VMSnapshotNoVolumes",
                "VirtualMachineSnapshot " + key + " does not contain any volume snapshots");
    }

    /**
     * A snapshot.
     *
     * @param claims the claims that were made of it
     * @param count how many volumes it holds
     */
    static ExportedSource snapshot(String key, Optional<String> machine, List<ExportedClaim> claims, int count) {
        if (count == 0) {
            return new ExportedSource(List.of(), false, INITIALIZING, Optional.of(nothingSaved(key)), machine, true);
        }
        boolean bound = claims.stream().allMatch(claim -> bound(claim.claim()).holds());
        boolean all = claims.size() == count;
        Told created = !all
                ? new Told("VolumesCreated", false, "NotAllPVCsCreated", "Not all PVCs have been successfully restored")
                : bound
                        ? new Told("VolumesCreated", true, "AllPVCsReady", "")
                        : new Told("VolumesCreated", false, "NotAllPVCsReady", "Not all PVCs are ready");
        return new ExportedSource(claims, all, INITIALIZING, Optional.of(created), machine, false);
    }

    /**
     * A template.
     *
     * @param ready whether it is, if it exists
     * @param claims those that it names, as far as there are any
     * @param populated whether all of them are there with their content
     */
    static ExportedSource template(String key, Optional<Boolean> ready, List<ExportedClaim> claims, boolean populated) {
        String template = "VirtualMachineTemplate " + key;
        if (ready.isEmpty()) {
            return noTemplate("VMTemplateNotFound", template + " not found");
        }
        if (!ready.get()) {
            return noTemplate("VMTemplateNotReady", template + " is not ready");
        }
        Told waiting = !populated
                ? Told.ready("VolumesNotPopulated", "Not all volumes in " + template + " are populated")
                : claims.isEmpty() ? Told.ready("VMNoVolumes", template + " has no volumes") : INITIALIZING;
        return new ExportedSource(claims, populated, waiting, Optional.empty(), Optional.empty(), claims.isEmpty());
    }

    private static ExportedSource noTemplate(String reason, String message) {
        return new ExportedSource(
                List.of(), false, Told.ready(reason, message), Optional.empty(), Optional.empty(), true);
    }

    /**
     * A backup of mode Pull.
     *
     * @param backup what of it is known to be given out; empty if that is nothing yet
     * @param message why, or how the backup goes on
     */
    static ExportedSource backup(Optional<ExportedBackup> backup, String message) {
        return new ExportedSource(
                List.of(),
                backup.isPresent(),
                backup.isPresent() ? INITIALIZING : Told.ready("VirtualMachineBackupReady", message),
                Optional.empty(),
                Optional.empty(),
                false,
                backup);
    }
}
