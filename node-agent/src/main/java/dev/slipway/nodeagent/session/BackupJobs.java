package dev.slipway.nodeagent.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.qemu.HotplugDisk.Command;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import dev.slipway.nodeagent.launcher.LauncherFiles;
import dev.slipway.nodeagent.launcher.LauncherRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** What QEMU does for a backup: its jobs, their files, and the offer of those that are pulled. */
record BackupJobs(LauncherConnection launcher) {
    private static final String CONCLUDED = "concluded";
    private static final Duration FREEZE = Duration.ofSeconds(20);
    private static final Duration SOON = Duration.ofMillis(20);
    private static final int LOOKS = 500;

    /** Returns the jobs, by id. */
    Map<String, JsonNode> all() throws IOException {
        Map<String, JsonNode> jobs = new LinkedHashMap<>(BlockJobs.all(launcher, BackupTarget.PUSHED));
        jobs.putAll(BlockJobs.all(launcher, BackupTarget.PULLED));
        return jobs;
    }

    /** Returns whether these jobs are those of a backup that is to begin. */
    boolean areOf(Map<String, JsonNode> jobs, String checkpoint, String name, String directory) throws IOException {
        List<String> volumes = jobs.keySet().stream().map(BackupTarget::volume).toList();
        return new OfferedDisks(launcher).areOf(checkpoint, volumes)
                || !jobs.isEmpty()
                        && new LauncherFiles(launcher)
                                .exists(BackupTarget.of(directory, name, volumes.getFirst())
                                        .file());
    }

    /** Begins all copies and bitmaps at once; returns whether the guest's file systems stood still in that moment. */
    String begin(JsonNode options, List<BackedUpDisk> disks, List<BackupTarget> targets, BackupTransaction transaction)
            throws IOException {
        String directory = targets.getFirst().directory();
        new LauncherFiles(launcher).makeDirectory(directory);
        try {
            for (int i = 0; i < disks.size(); i++) {
                targets.get(i).close(launcher);
                targets.get(i)
                        .open(
                                launcher,
                                disks.get(i).size(),
                                transaction.pulled() ? Optional.of(disks.get(i).node()) : Optional.empty());
                if (transaction.pulled()) {
                    // QEMU has it open, and nobody else needs it: so nothing stays, however the backup or the guest
                    // ends.
                    targets.get(i).delete(launcher);
                }
            }
            if (transaction.pulled()) {
                discard(directory);
            }
            String quiesce = atOnce(options, transaction.of(disks, targets));
            if (transaction.pulled()) {
                new OfferedDisks(launcher).offer(targets, transaction.checkpoint(), transaction.partly(disks));
            }
            return quiesce;
        } catch (IOException e) {
            forget(targets, transaction, e);
            throw e;
        }
    }

    private void discard(String directory) throws IOException {
        try {
            new LauncherFiles(launcher).delete(directory);
        } catch (LauncherRefusal e) {
            // NFS keeps the name of what is open; a directory without files is all that stays.
        }
    }

    private void forget(List<BackupTarget> targets, BackupTransaction transaction, IOException why) {
        try {
            if (transaction.pulled()) {
                clear();
            }
            for (BackupTarget target : targets) {
                target.close(launcher);
                target.delete(launcher);
            }
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /** Has QEMU offer nothing and keep nothing of a backup that is pulled. */
    void clear() throws IOException {
        end();
        Map<String, JsonNode> jobs = all();
        for (int looks = 0; isRunning(jobs) && looks < LOOKS; looks++) {
            LockSupport.parkNanos(SOON.toNanos());
            jobs = all();
        }
        dismiss(jobs);
    }

    /** Lets go of jobs that are over, and closes their files. */
    void dismiss(Map<String, JsonNode> jobs) throws IOException {
        for (String job : jobs.keySet()) {
            BlockJobs.dismiss(launcher, job);
            new BackupTarget(job, BackupTarget.volume(job)).close(launcher);
        }
    }

    /** Returns whether one of these jobs goes on. */
    static boolean isRunning(Map<String, JsonNode> jobs) {
        return jobs.values().stream()
                .anyMatch(job -> !job.path("status").asText().equals(CONCLUDED));
    }

    /** Stops the offer first: what is read after the copying has ended would be the disks as they are now. */
    void end() throws IOException {
        new OfferedDisks(launcher).withdraw();
        for (String job : all().keySet()) {
            launcher.tryQmp(
                    new Command("job-cancel", LauncherConnection.arguments().put("id", job)));
        }
    }

    /** Holds the guest's file systems still for the moment in which all begins; returns whether it could. */
    private String atOnce(JsonNode options, ObjectNode transaction) throws IOException {
        boolean skipped = options.path("skipQuiesce").asBoolean(false);
        boolean frozen = !skipped && isDone("freeze");
        try {
            launcher.qmp(new Command("transaction", transaction));
        } finally {
            if (frozen) {
                isDone("unfreeze");
            }
        }
        return skipped ? "Skipped" : frozen ? "Succeeded" : "Failed";
    }

    private boolean isDone(String command) throws IOException {
        try {
            launcher.call(command, LauncherConnection.arguments(), FREEZE);
            return true;
        } catch (LauncherRefusal e) {
            return false;
        }
    }
}
