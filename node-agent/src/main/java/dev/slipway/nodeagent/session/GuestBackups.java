package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.backup.ChangedBlocks;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.qemu.DeviceIds;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherFiles;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.status.MachineStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of one running guest: QEMU copies its disks to a claim while it runs, and notes from the same moment on, in a
 * bitmap for each disk, which blocks change, so that the next backup can be of these alone. The bitmaps live as long as QEMU.
 */
public final class GuestBackups {
    private static final Logger LOG = LoggerFactory.getLogger(GuestBackups.class);
    private static final String JOB = "backup-";
    private static final Duration FREEZE = Duration.ofSeconds(20);
    private static final String CONCLUDED = "concluded";

    /** How long a backup may go on that no instance tells of: whoever asked for it does not come back. */
    private static final Duration UNTOLD = Duration.ofMinutes(2);

    private final SessionContext context;
    private final HeldClaims claims;
    private Optional<RunningBackup> current = Optional.empty();
    private Instant begun = Instant.EPOCH;

    GuestBackups(SessionContext context) {
        this.context = context;
        this.claims = new HeldClaims(context);
    }

    /** A disk that is backed up. */
    private record Disk(String volume, String target, String node, long size, Set<String> bitmaps) {}

    /**
     * Begins or ends a backup; returns when it has begun, or been told to end.
     *
     * @param pod files of the launcher's Pod
     */
    public synchronized void carryOut(
            VirtualMachineInstance vmi, PodFiles pod, LauncherConnection launcher, JsonNode options)
            throws IOException {
        String name = options.path("backupName").asText("");
        String start = options.path("backupStartTime").asText("");
        String command = options.path("cmd").asText("");
        switch (command) {
            case "Start" -> start(vmi, pod, launcher, options, name, start);
            case "Abort" -> abort(launcher, name, start);
            default ->
                throw new IOException("cmd is \"%s\"; give Start or Abort. Backups are pushed to claims, not exported."
                        .formatted(command));
        }
    }

    /** Returns whether a disk of the guest has the bitmap of a checkpoint. */
    public synchronized boolean knows(VirtualMachineInstance vmi, LauncherConnection launcher, JsonNode checkpoint)
            throws IOException {
        if (current.filter(backup -> backup.end().isEmpty()).isPresent()) {
            // QEMU shows a filter in the place of each disk that is copied: who asks now has not heard yet that it has
            // begun.
            return true;
        }
        String name = checkpoint.path("name").asText("");
        return disks(vmi, launcher).stream().anyMatch(disk -> disk.bitmaps().contains(name));
    }

    private void start(
            VirtualMachineInstance vmi,
            PodFiles pod,
            LauncherConnection launcher,
            JsonNode options,
            String name,
            String start)
            throws IOException {
        if (!options.path("mode").asText("Push").equals("Push")) {
            throw new IOException("mode is \"%s\"; Slipway offers Push, to a claim."
                    .formatted(options.path("mode").asText()));
        }
        Instant begin = instant(start);
        if (current.isPresent() && isStarted(current.get(), name, start)) {
            return;
        }
        List<Disk> disks = disks(vmi, launcher);
        if (disks.isEmpty()) {
            throw new IOException(
                    "vm %s has no volumes to backup".formatted(vmi.getMetadata().getName()));
        }
        String checkpoint = BackupNames.checkpoint(name, begin);
        String directory = directory(vmi, pod, options.path("targetPath").asText("")) + "/"
                + vmi.getMetadata().getName() + "/" + checkpoint;
        new LauncherFiles(launcher).makeDirectory(directory);
        List<BackupTarget> targets = disks.stream()
                .map(disk -> BackupTarget.of(directory, name, disk.volume()))
                .toList();
        Map<String, JsonNode> jobs = BlockJobs.all(launcher, JOB);
        if (!jobs.isEmpty()
                && new LauncherFiles(launcher).exists(targets.getFirst().file())) {
            // An earlier node-agent began it, and was killed before the instance said so.
            current = Optional.of(takenOver(vmi, launcher, name, start, jobs));
            return;
        }
        String since = options.path("incremental").asText("");
        // Not asked for by KubeVirt's clients, who have a checkpoint made in any case.
        boolean followed = options.path("checkpoint").asBoolean(true);
        String quiesce;
        try {
            for (int i = 0; i < disks.size(); i++) {
                targets.get(i).close(launcher);
                targets.get(i).open(launcher, disks.get(i).size());
            }
            quiesce = begin(launcher, options, transaction(disks, targets, followed ? checkpoint : "", since));
        } catch (IOException e) {
            for (BackupTarget target : targets) {
                forget(target, launcher, e);
            }
            throw e;
        }
        begun = context.clock().instant();
        current = Optional.of(new RunningBackup(
                name,
                start,
                checkpoint,
                directory,
                options.path("supersedes").asText(since),
                disks.stream()
                        .map(disk -> RunningBackup.volume(disk.volume(), disk.target()))
                        .toList(),
                quiesce,
                Optional.empty()));
    }

    private static void forget(BackupTarget target, LauncherConnection launcher, IOException reason) {
        try {
            target.close(launcher);
            target.delete(launcher);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static boolean isStarted(RunningBackup known, String name, String start) throws IOException {
        boolean same = known.name().equals(name) && known.start().equals(start);
        if (known.end().isEmpty() && !same) {
            throw new IOException("backup %s already in progress, need to wait for completion".formatted(known.name()));
        }
        return same;
    }

    /** Holds the guest's file systems still for the moment in which all copies and bitmaps begin; returns whether it could. */
    private static String begin(LauncherConnection launcher, JsonNode options, ObjectNode transaction)
            throws IOException {
        boolean skipped = options.path("skipQuiesce").asBoolean(false);
        boolean frozen = !skipped && isDone(launcher, "freeze");
        try {
            launcher.qmp(new Command("transaction", transaction));
        } finally {
            if (frozen) {
                isDone(launcher, "unfreeze");
            }
        }
        return skipped ? "Skipped" : frozen ? "Succeeded" : "Failed";
    }

    private static boolean isDone(LauncherConnection launcher, String command) throws IOException {
        try {
            launcher.call(command, LauncherConnection.arguments(), FREEZE);
            return true;
        } catch (LauncherRefusal e) {
            return false;
        }
    }

    /**
     * Returns the copies and the bitmaps that begin with them.
     *
     * @param checkpoint name of the bitmaps; empty text if none are wanted
     * @param since the bitmaps to copy by; empty text if all is copied
     */
    private static ObjectNode transaction(
            List<Disk> disks, List<BackupTarget> targets, String checkpoint, String since) {
        ObjectNode arguments = LauncherConnection.arguments();
        ArrayNode actions = arguments.putArray("actions");
        for (int i = 0; i < disks.size(); i++) {
            Disk disk = disks.get(i);
            if (!checkpoint.isEmpty() && !disk.bitmaps().contains(checkpoint)) {
                actions.addObject()
                        .put("type", "block-dirty-bitmap-add")
                        .putObject("data")
                        .put("node", disk.node())
                        .put("name", checkpoint);
            }
            ObjectNode copy = actions.addObject()
                    .put("type", "blockdev-backup")
                    .putObject("data")
                    .put("job-id", JOB + disk.volume())
                    .put("device", disk.node())
                    .put("target", targets.get(i).node())
                    .put("auto-dismiss", false);
            // A disk that came after the checkpoint is copied as a whole.
            if (!since.isEmpty() && disk.bitmaps().contains(since)) {
                copy.put("sync", "bitmap").put("bitmap", since).put("bitmap-mode", "never");
            } else {
                copy.put("sync", "full");
            }
        }
        return arguments;
    }

    private void abort(LauncherConnection launcher, String name, String start) throws IOException {
        RunningBackup known = current.filter(backup -> backup.end().isEmpty())
                .orElseThrow(() -> new IOException("failed to abort backup: could not find ongoing backup"));
        if (!known.name().equals(name) || !known.start().equals(start)) {
            throw new IOException("failed to abort backup: requested backup differs from ongoing one");
        }
        for (String job : BlockJobs.all(launcher, JOB).keySet()) {
            launcher.tryQmp(
                    new Command("job-cancel", LauncherConnection.arguments().put("id", job)));
        }
    }

    /** Looks how far the backup is that the instance tells of; returns whether to look again soon. */
    synchronized boolean bringInLine(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        Optional<VirtualMachineInstanceBackupStatus> asked = Optional.ofNullable(
                        MachineStatus.current(vmi).changedBlockTracking())
                .map(ChangedBlockTrackingStatus::backupStatus)
                .filter(status -> !Boolean.TRUE.equals(status.completed()));
        boolean mine = current.filter(backup -> backup.end().isEmpty()).isPresent();
        boolean told = asked.isPresent()
                && current.filter(backup -> backup.isOf(asked.get())).isPresent();
        if (!mine && (asked.isEmpty() || told)) {
            return false;
        }
        Map<String, JsonNode> jobs = BlockJobs.all(launcher, JOB);
        if (!mine) {
            current = Optional.of(takenOver(
                    vmi,
                    launcher,
                    Given.text(asked.get().backupName()),
                    Given.text(asked.get().startTimestamp()),
                    jobs));
        }
        if (jobs.values().stream().anyMatch(job -> !job.path("status").asText().equals(CONCLUDED))) {
            return true;
        }
        if (asked.isEmpty() && context.clock().instant().isBefore(begun.plus(UNTOLD))) {
            // Whoever asked may not have heard that it began, and asks again: until then the bitmap that it goes by
            // must be there.
            return true;
        }
        current = Optional.of(conclude(vmi, launcher, current.orElseThrow(), jobs));
        return false;
    }

    /** What an earlier node-agent began, as far as QEMU still tells of it, which is not the bitmap that it supersedes. */
    private static RunningBackup takenOver(
            VirtualMachineInstance vmi,
            LauncherConnection launcher,
            String name,
            String start,
            Map<String, JsonNode> jobs)
            throws IOException {
        List<String> volumes =
                jobs.keySet().stream().map(job -> job.substring(JOB.length())).toList();
        return new RunningBackup(
                name,
                start,
                BackupNames.checkpoint(name, instant(start)),
                BackupTarget.openDirectory(launcher, volumes),
                "",
                volumes.stream()
                        .map(volume -> RunningBackup.volume(volume, target(vmi, volume)))
                        .toList(),
                "",
                Optional.empty());
    }

    private RunningBackup conclude(
            VirtualMachineInstance vmi, LauncherConnection launcher, RunningBackup backup, Map<String, JsonNode> jobs)
            throws IOException {
        List<String> errors = new ArrayList<>();
        jobs.forEach((id, job) -> {
            if (job.hasNonNull("error")) {
                errors.add(id.substring(JOB.length()) + ": " + job.path("error").asText());
            }
        });
        if (jobs.isEmpty()) {
            errors.add("QEMU knows nothing of it: the guest was started anew meanwhile");
        }
        for (String job : jobs.keySet()) {
            BlockJobs.dismiss(launcher, job);
            new BackupTarget(job, job.substring(JOB.length())).close(launcher);
        }
        // What failed leaves no checkpoint; what went well needs the one before no more.
        String spent = errors.isEmpty() ? backup.supersedes() : backup.checkpoint();
        for (Disk disk : disks(vmi, launcher)) {
            if (disk.bitmaps().contains(spent)) {
                launcher.tryQmp(new Command(
                        "block-dirty-bitmap-remove",
                        LauncherConnection.arguments().put("node", disk.node()).put("name", spent)));
            }
        }
        String now = Timestamps.format(context.clock().instant());
        if (errors.isEmpty()) {
            return backup.ended(now, Optional.empty());
        }
        if (!backup.directory().isEmpty()) {
            discard(vmi, launcher, backup);
        }
        String claim = claim(vmi, BackupNames.volume(backup.name())).orElse("of the backup");
        return backup.ended(now, Optional.of(BackupFailure.sentence(claim, errors)));
    }

    /** Takes away what a backup that failed has written, which is of no use and takes the room of the next one. */
    private static void discard(VirtualMachineInstance vmi, LauncherConnection launcher, RunningBackup backup) {
        try {
            for (BackupVolumeInfo volume : backup.volumes()) {
                BackupTarget.of(backup.directory(), backup.name(), Given.text(volume.volumeName()))
                        .delete(launcher);
            }
            new LauncherFiles(launcher).delete(backup.directory());
        } catch (IOException e) {
            LOG.warn(
                    "{}/{}: what the failed backup {} has written stays where it is: {}",
                    vmi.getMetadata().getNamespace(),
                    vmi.getMetadata().getName(),
                    backup.name(),
                    e.getMessage());
        }
    }

    /** Returns a status with what is known here: that the guest tracks its changed blocks, and how its backup is. */
    synchronized VirtualMachineInstanceStatus known(VirtualMachineInstanceStatus status) {
        ChangedBlockTrackingStatus tracking = status.changedBlockTracking();
        if (tracking == null) {
            return status;
        }
        if (ChangedBlocks.INITIALIZING.equals(tracking.state()) && "Running".equals(status.phase())) {
            tracking = tracking.withState(ChangedBlocks.ENABLED);
        }
        VirtualMachineInstanceBackupStatus entry = tracking.backupStatus();
        if (entry != null && current.filter(backup -> backup.isOf(entry)).isPresent()) {
            tracking = tracking.withBackupStatus(current.get().told(entry));
        }
        return status.withChangedBlockTracking(tracking);
    }

    private List<Disk> disks(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        JsonNode blocks = launcher.qmp(new Command("query-block", LauncherConnection.arguments()));
        List<Disk> disks = new ArrayList<>();
        for (Volume volume : Given.list(vmi.getSpec().volumes())) {
            String name = Given.text(volume.name());
            for (JsonNode block : BackupNames.isBackedUp(volume) ? blocks : List.<JsonNode>of()) {
                JsonNode inserted = block.path("inserted");
                if (inserted.path("node-name").asText("").equals(DeviceIds.node(name))) {
                    Set<String> bitmaps = new HashSet<>();
                    inserted.path("dirty-bitmaps")
                            .forEach(bitmap -> bitmaps.add(bitmap.path("name").asText()));
                    disks.add(new Disk(
                            name,
                            target(vmi, name),
                            DeviceIds.node(name),
                            inserted.path("image").path("virtual-size").asLong(),
                            bitmaps));
                }
            }
        }
        return disks;
    }

    private static String target(VirtualMachineInstance vmi, String volume) {
        return Given.list(MachineStatus.current(vmi).volumeStatus()).stream()
                .filter(status -> volume.equals(status.name()))
                .map(status -> Given.text(status.target()))
                .findFirst()
                .orElse("");
    }

    private static Instant instant(String text) throws IOException {
        try {
            return Instant.parse(text);
        } catch (java.time.DateTimeException e) {
            throw new IOException("backupStartTime is \"%s\"; give e.g. 2026-01-31T12:00:00Z".formatted(text), e);
        }
    }

    /** Returns the directory of the claim that was brought for the backup, as the launcher sees it. */
    private String directory(VirtualMachineInstance vmi, PodFiles pod, String place) throws IOException {
        String volume = BackupNames.volumeAt(place);
        String claim = claim(vmi, volume)
                .orElseThrow(() -> new IOException(
                        "targetPath is \"%s\", which no utility volume of the instance brings".formatted(place)));
        VolumeStatus status = Given.list(MachineStatus.current(vmi).volumeStatus()).stream()
                .filter(found -> volume.equals(found.name()))
                .findFirst()
                .orElseThrow(() -> new IOException("the claim " + claim + " is not at this node yet"));
        Pod holder = claims.holder(vmi, status)
                .orElseThrow(() -> new IOException("the Pod that holds claim " + claim + " is not known here yet"));
        return claims.inLauncher(vmi, status, claim, context.files().apply(holder), pod);
    }

    private static Optional<String> claim(VirtualMachineInstance vmi, String volume) {
        return Given.list(vmi.getSpec().utilityVolumes()).stream()
                .filter(helper -> volume.equals(helper.name()))
                .map(helper -> Given.text(helper.claimName()))
                .findFirst();
    }
}
