package dev.slipway.operator.backup;

import dev.slipway.api.backup.BackupCheckpoint;
import dev.slipway.api.backup.VirtualMachineBackup;
import dev.slipway.api.backup.VirtualMachineBackupTracker;
import dev.slipway.api.backup.VirtualMachineBackupTrackerStatus;
import dev.slipway.api.kubevirt.ChangedBlockTrackingStatus;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceBackupStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.given.Given;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What one look at a backup knows.
 *
 * @param backup the backup
 * @param tracker the tracker that it names, if it names one and that exists
 * @param machine the machine that is backed up, if it exists
 * @param instance its instance, if it has one
 * @param claim the claim that the backup goes to, if it exists
 * @param now the time
 */
record BackupScope(
        VirtualMachineBackup backup,
        Optional<VirtualMachineBackupTracker> tracker,
        Optional<VirtualMachine> machine,
        Optional<VirtualMachineInstance> instance,
        Optional<PersistentVolumeClaim> claim,
        Instant now) {
    private static final String TRACKER = "VirtualMachineBackupTracker";

    /** KubeVirt's {@code defaultPullModeDurationTTL}. */
    private static final Duration USUAL_TTL = Duration.ofHours(2);

    static Optional<BackupScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.backups().backups(), key).map(backup -> {
            Optional<VirtualMachineBackupTracker> tracker = ofTracker(backup)
                    ? Caches.find(caches.backups().trackers(), new ObjectKey(key.namespace(), source(backup)))
                    : Optional.empty();
            ObjectKey machine = new ObjectKey(
                    key.namespace(), tracker.map(BackupScope::source).orElseGet(() -> source(backup)));
            boolean known = tracker.isPresent() || !ofTracker(backup);
            return new BackupScope(
                    backup,
                    tracker,
                    known ? Caches.find(caches.machines(), machine) : Optional.empty(),
                    known ? Caches.find(caches.instances(), machine) : Optional.empty(),
                    Caches.find(
                            caches.claims(),
                            new ObjectKey(
                                    key.namespace(), Given.text(backup.getSpec().pvcName()))),
                    now);
        });
    }

    private static String source(VirtualMachineBackup backup) {
        return Objects.requireNonNull(backup.getSpec().source()).getName();
    }

    private static String source(VirtualMachineBackupTracker tracker) {
        return Objects.requireNonNull(tracker.getSpec().source()).getName();
    }

    private static boolean ofTracker(VirtualMachineBackup backup) {
        return TRACKER.equals(Objects.requireNonNull(backup.getSpec().source()).getKind());
    }

    /** Whether the tracker that the backup names does not exist. */
    boolean lacksTracker() {
        return ofTracker(backup) && tracker.isEmpty();
    }

    /** Returns the name of the machine, or of the tracker that is missing. */
    String sourceName() {
        return tracker.map(BackupScope::source).orElseGet(() -> source(backup));
    }

    String name() {
        return backup.getMetadata().getName();
    }

    String namespace() {
        return backup.getMetadata().getNamespace();
    }

    /** Whether others read it, and it is not written to a claim. */
    boolean isPulled() {
        return "Pull".equals(backup.getSpec().mode());
    }

    /** Returns when a backup that is pulled ends by itself. */
    Instant pullEnd() {
        Duration life = Optional.ofNullable(backup.getSpec().ttlDuration())
                .flatMap(GoDuration::parse)
                .orElse(USUAL_TTL);
        return Timestamps.parse(backup.getMetadata().getCreationTimestamp())
                .orElse(now)
                .plus(life);
    }

    boolean isDeleting() {
        return backup.getMetadata().getDeletionTimestamp() != null;
    }

    /** Returns how the instance's backup is, whichever it is. */
    Optional<VirtualMachineInstanceBackupStatus> progress() {
        return instance.flatMap(BackupScope::tracking)
                .flatMap(tracking -> Optional.ofNullable(tracking.backupStatus()));
    }

    static Optional<ChangedBlockTrackingStatus> tracking(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus()).map(VirtualMachineInstanceStatus::changedBlockTracking);
    }

    /** Returns the checkpoint that the backup may go on from. */
    Optional<BackupCheckpoint> since() {
        return Boolean.TRUE.equals(backup.getSpec().forceFullBackup()) ? Optional.empty() : latest();
    }

    /** Returns the checkpoint of the tracker's last backup. */
    Optional<BackupCheckpoint> latest() {
        return tracker.flatMap(found -> Optional.ofNullable(found.getStatus()))
                .map(VirtualMachineBackupTrackerStatus::latestCheckpoint)
                .filter(checkpoint -> !Given.text(checkpoint.name()).isEmpty());
    }
}
