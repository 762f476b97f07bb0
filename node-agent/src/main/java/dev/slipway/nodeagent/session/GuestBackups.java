package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.backup.BackupVolumeInfo;
import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.machine.backup.BackupNames;
import dev.slipway.machine.backup.ChangedBlocks;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherFiles;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.status.MachineStatus;
import dev.slipway.nodeagent.tunnel.BackupTunnel;
import dev.slipway.nodeagent.tunnel.ExporterAddress;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of one running guest: QEMU copies its disks to a claim while it runs, or offers them to an exporter as they were, and
 * notes from the same moment on, in a bitmap for each disk, which blocks change, so that the next backup can be of these alone. The
 * bitmaps live as long as QEMU.
 */
public final class GuestBackups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GuestBackups.class);
    private static final Duration RESUME = Duration.ofSeconds(20);

    /** How long a backup may go on that no instance tells of: whoever asked for it does not come back. */
    private static final Duration UNTOLD = Duration.ofMinutes(2);

    private final SessionContext context;
    private final HeldClaims claims;
    private final Runnable wake;
    private Optional<RunningBackup> current = Optional.empty();
    private Optional<BackupTunnel> tunnel = Optional.empty();
    private Instant begun = Instant.EPOCH;
    private boolean looked;
    private boolean ending;
    private boolean stoodStill;

    /**
     * Knows of none yet.
     *
     * @param wake has the session look again at once
     */
    GuestBackups(SessionContext context, Runnable wake) {
        this.context = context;
        this.claims = new HeldClaims(context);
        this.wake = wake;
    }

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
            case "Export" -> export(pod, options, name, start);
            default -> throw new IOException("cmd is \"%s\"; give Start, Export or Abort.".formatted(command));
        }
    }

    /** Returns whether a disk of the guest has the bitmap of a checkpoint. */
    public synchronized boolean knows(VirtualMachineInstance vmi, LauncherConnection launcher, JsonNode checkpoint)
            throws IOException {
        if (current.filter(RunningBackup::isUnfinished).isPresent()) {
            // QEMU shows a filter in the place of each disk that is copied: who asks now has not heard yet that it has
            // begun.
            return true;
        }
        String name = checkpoint.path("name").asText("");
        return BackedUpDisk.all(vmi, launcher).stream()
                .anyMatch(disk -> disk.bitmaps().contains(name));
    }

    private void start(
            VirtualMachineInstance vmi,
            PodFiles pod,
            LauncherConnection launcher,
            JsonNode options,
            String name,
            String start)
            throws IOException {
        boolean pulled = options.path("mode").asText("Push").equals("Pull");
        if (current.isPresent() && !current.get().name().isEmpty() && isStarted(current.get(), name, start)) {
            return;
        }
        String checkpoint = BackupNames.checkpoint(name, instant(start));
        String directory = directory(vmi, pod, options.path("targetPath").asText("")) + "/"
                + vmi.getMetadata().getName() + "/" + checkpoint;
        Map<String, JsonNode> jobs = new BackupJobs(launcher).all();
        if (new BackupJobs(launcher).areOf(jobs, checkpoint, name, directory)) {
            // An earlier node-agent began it, and was killed before the instance said so.
            takeOver(vmi, launcher, name, start, jobs);
            return;
        }
        if (jobs.keySet().stream().anyMatch(BackupTarget::isPulled)) {
            new BackupJobs(launcher).clear();
        }
        List<BackedUpDisk> disks = BackedUpDisk.all(vmi, launcher);
        if (disks.isEmpty()) {
            throw new IOException(
                    "vm %s has no volumes to backup".formatted(vmi.getMetadata().getName()));
        }
        String since = options.path("incremental").asText("");
        // Not asked for by KubeVirt's clients, who have a checkpoint made in any case.
        boolean followed = options.path("checkpoint").asBoolean(true);
        List<BackupTarget> targets = disks.stream()
                .map(disk -> BackupTarget.of(directory, name, disk.volume()))
                .toList();
        String quiesce = new BackupJobs(launcher)
                .begin(options, disks, targets, new BackupTransaction(checkpoint, followed, since, pulled));
        begun = context.clock().instant();
        ending = false;
        stoodStill = false;
        current = Optional.of(new RunningBackup(
                name,
                start,
                checkpoint,
                pulled,
                pulled ? "" : directory,
                options.path("supersedes").asText(since),
                disks.stream()
                        .map(disk -> RunningBackup.volume(disk.volume(), disk.target()))
                        .toList(),
                quiesce,
                Optional.empty()));
    }

    private static boolean isStarted(RunningBackup known, String name, String start) throws IOException {
        boolean same = known.name().equals(name) && known.start().equals(start);
        if (known.end().isEmpty() && !same) {
            throw new IOException("backup %s already in progress, need to wait for completion".formatted(known.name()));
        }
        return same;
    }

    private void abort(LauncherConnection launcher, String name, String start) throws IOException {
        ongoing("failed to abort backup: ", name, start);
        endNow(launcher);
    }

    private void endNow(LauncherConnection launcher) throws IOException {
        ending = true;
        tunnel.ifPresent(BackupTunnel::close);
        tunnel = Optional.empty();
        new BackupJobs(launcher).end();
        wake.run();
    }

    private RunningBackup ongoing(String what, String name, String start) throws IOException {
        RunningBackup known = current.filter(RunningBackup::isUnfinished)
                .orElseThrow(() -> new IOException(what + "could not find ongoing backup"));
        if (!known.name().equals(name) || !known.start().equals(start)) {
            throw new IOException(what + "requested backup differs from ongoing one");
        }
        return known;
    }

    /** Has an exporter reach the disks; it is asked for again and again, in case that it or this node-agent was started anew. */
    private void export(PodFiles pod, JsonNode options, String name, String start) throws IOException {
        if (!ongoing("failed to export backup: ", name, start).pulled()) {
            throw new IOException("failed to export backup: its mode is Push");
        }
        ExporterAddress exporter = ExporterAddress.of(options);
        if (ending || tunnel.filter(open -> open.leadsTo(exporter)).isPresent()) {
            return;
        }
        tunnel.ifPresent(BackupTunnel::close);
        tunnel = Optional.of(BackupTunnel.open(exporter, pod.runDirectory().resolve(OfferedDisks.SOCKET), name));
    }

    /** Looks how far the backup is that the instance tells of; returns whether to look again soon. */
    synchronized boolean bringInLine(VirtualMachineInstance vmi, LauncherConnection launcher) throws IOException {
        Optional<VirtualMachineInstanceBackupStatus> asked = Optional.ofNullable(
                        MachineStatus.current(vmi).changedBlockTracking())
                .map(ChangedBlockTrackingStatus::backupStatus)
                .filter(status -> !Boolean.TRUE.equals(status.completed()));
        boolean mine = current.filter(RunningBackup::isUnfinished).isPresent();
        boolean told = asked.isPresent()
                && current.filter(backup -> backup.isOf(asked.get())).isPresent();
        if (!mine && (asked.isEmpty() ? looked : told)) {
            return false;
        }
        looked = true;
        Map<String, JsonNode> jobs = new BackupJobs(launcher).all();
        if (!mine || asked.isPresent() && current.orElseThrow().name().isEmpty()) {
            if (asked.isEmpty() && jobs.isEmpty()) {
                return false;
            }
            takeOver(
                    vmi,
                    launcher,
                    asked.map(entry -> Given.text(entry.backupName())).orElse(""),
                    asked.map(entry -> Given.text(entry.startTimestamp())).orElse(""),
                    jobs);
        }
        boolean untold = asked.isEmpty() && !context.clock().instant().isBefore(begun.plus(UNTOLD));
        RunningBackup backup = current.orElseThrow();
        if (BackupJobs.isRunning(jobs)) {
            return !backup.pulled() || ending || !goesOn(launcher, untold) || asked.isEmpty();
        }
        if (asked.isEmpty() && !untold) {
            // Whoever asked may not have heard that it began, and asks again: until then the bitmap that it goes by
            // must be there.
            return true;
        }
        current = Optional.of(conclude(vmi, launcher, backup, jobs));
        return false;
    }

    /** Returns whether a backup that is pulled goes on; it ends if nobody knows of it, or if the guest can write no more. */
    private boolean goesOn(LauncherConnection launcher, boolean untold) throws IOException {
        stoodStill = launcher.qmp(new Command("query-status", LauncherConnection.arguments()))
                .path("status")
                .asText()
                .equals("io-error");
        if (stoodStill || untold) {
            endNow(launcher);
            return false;
        }
        return true;
    }

    /** Knows of what an earlier node-agent began, as far as QEMU still tells of it: not the bitmap that it supersedes. */
    private void takeOver(
            VirtualMachineInstance vmi,
            LauncherConnection launcher,
            String name,
            String start,
            Map<String, JsonNode> jobs)
            throws IOException {
        List<String> volumes = jobs.keySet().stream().map(BackupTarget::volume).toList();
        boolean pulled = jobs.keySet().stream().anyMatch(BackupTarget::isPulled);
        begun = context.clock().instant();
        ending = false;
        stoodStill = false;
        current = Optional.of(new RunningBackup(
                name,
                start,
                start.isEmpty() ? "" : BackupNames.checkpoint(name, instant(start)),
                pulled,
                pulled ? "" : BackupTarget.openDirectory(launcher, volumes),
                "",
                volumes.stream()
                        .map(volume -> RunningBackup.volume(volume, BackedUpDisk.target(vmi, volume)))
                        .toList(),
                "",
                Optional.empty()));
    }

    private RunningBackup conclude(
            VirtualMachineInstance vmi, LauncherConnection launcher, RunningBackup backup, Map<String, JsonNode> jobs)
            throws IOException {
        List<String> errors = new ArrayList<>();
        jobs.forEach((id, job) -> {
            String error = job.path("error").asText("");
            // One that is pulled ends by being cancelled.
            if (!error.isEmpty() && !(backup.pulled() && BackupFailure.isCancelled(error))) {
                errors.add(BackupTarget.volume(id) + ": " + error);
            }
        });
        if (jobs.isEmpty()) {
            errors.add("QEMU knows nothing of it: the guest was started anew meanwhile");
        }
        new BackupJobs(launcher).dismiss(jobs);
        String claim = claim(vmi, BackupNames.volume(backup.name())).orElse("of the backup");
        if (stoodStill) {
            errors.add(BackupFailure.standstill(claim));
            launcher.call("resume", RESUME);
        }
        // What failed leaves no checkpoint; what went well needs the one before no more.
        String spent = errors.isEmpty() ? backup.supersedes() : backup.checkpoint();
        for (BackedUpDisk disk : BackedUpDisk.all(vmi, launcher)) {
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

    @Override
    public synchronized void close() {
        tunnel.ifPresent(BackupTunnel::close);
        tunnel = Optional.empty();
    }
}
