package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreSpec;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatusBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one look at a restore knows; read once.
 *
 * @param restore what was asked for
 * @param snapshot where it comes from
 * @param content what that holds
 * @param target the machine, if it exists
 * @param instance its instance, if it has one
 * @param claims the restored claims that exist, by name
 * @param now time of the look
 */
record RestoreScope(
        VirtualMachineRestore restore,
        Optional<VirtualMachineSnapshot> snapshot,
        Optional<VirtualMachineSnapshotContent> content,
        Optional<VirtualMachine> target,
        Optional<VirtualMachineInstance> instance,
        Map<String, PersistentVolumeClaim> claims,
        Instant now) {
    /** KubeVirt's {@code DefaultGracePeriod} for machines that have to be stopped. */
    static final Duration GRACE = Duration.ofMinutes(5);

    static Optional<RestoreScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.restores(), key).map(restore -> {
            Optional<VirtualMachineSnapshot> snapshot = Caches.find(
                    caches.snapshots(),
                    new ObjectKey(key.namespace(), restore.getSpec().virtualMachineSnapshotName() + ""));
            ObjectKey target = new ObjectKey(key.namespace(), targetName(restore));
            Map<String, PersistentVolumeClaim> claims = new HashMap<>();
            for (VolumeRestore volume : restores(restore)) {
                Caches.find(caches.claims(), new ObjectKey(key.namespace(), volume.persistentVolumeClaim() + ""))
                        .ifPresent(found -> claims.put(volume.persistentVolumeClaim() + "", found));
            }
            return new RestoreScope(
                    restore,
                    snapshot,
                    snapshot.map(VirtualMachineSnapshot::getStatus)
                            .map(VirtualMachineSnapshotStatus::virtualMachineSnapshotContentName)
                            .flatMap(name -> Caches.find(caches.contents(), new ObjectKey(key.namespace(), name))),
                    Caches.find(caches.machines(), target),
                    Caches.find(caches.instances(), target),
                    claims,
                    now);
        });
    }

    /** Returns the name of the machine that a restore is for. */
    static String targetName(VirtualMachineRestore restore) {
        return Optional.ofNullable(restore.getSpec())
                .map(VirtualMachineRestoreSpec::target)
                .map(target -> target.getName())
                .orElse("");
    }

    private static List<VolumeRestore> restores(VirtualMachineRestore restore) {
        return Optional.ofNullable(restore.getStatus())
                .map(VirtualMachineRestoreStatus::restores)
                .orElse(List.of());
    }

    String namespace() {
        return restore.getMetadata().getNamespace();
    }

    String name() {
        return restore.getMetadata().getName();
    }

    VirtualMachineRestoreStatus status() {
        return Optional.ofNullable(restore.getStatus())
                .orElseGet(() -> VirtualMachineRestoreStatusBuilder.builder().build());
    }

    List<VolumeRestore> restores() {
        return restores(restore);
    }

    /** Returns what is to be restored: all that was saved but memory dumps. */
    List<VolumeBackup> backups() {
        List<String> dumps = saved()
                .map(dev.slipway.api.snapshot.VirtualMachine::spec)
                .map(RestoredMachine::volumes)
                .orElse(List.of())
                .stream()
                .filter(volume -> volume.memoryDump() != null)
                .map(volume -> volume.name() + "")
                .toList();
        return content.map(found -> found.getSpec().volumeBackups()).orElse(List.of()).stream()
                .filter(backup -> !dumps.contains(backup.volumeName() + ""))
                .toList();
    }

    boolean isDeleting() {
        return restore.getMetadata().getDeletionTimestamp() != null;
    }

    boolean hasFinalizer() {
        return restore.getMetadata().getFinalizers().contains(SnapshotNames.RESTORE);
    }

    boolean isComplete() {
        return Boolean.TRUE.equals(status().complete());
    }

    boolean hasFailed() {
        return Optional.ofNullable(status().conditions()).orElse(List.of()).stream()
                .anyMatch(condition -> "Failure".equals(condition.type()) && "True".equals(condition.status()));
    }

    /** Returns the restore that the target is held for. */
    Optional<String> holder() {
        return target.map(VirtualMachine::getStatus).map(VirtualMachineStatus::restoreInProgress);
    }

    boolean isHeld() {
        return holder().filter(name()::equals).isPresent();
    }

    /** Returns whether the target has what was restored already. */
    boolean isApplied() {
        return target.filter(machine -> SnapshotNames.lastRestore(restore)
                        .equals(Copies.annotations(machine).get(SnapshotNames.LAST_RESTORE)))
                .isPresent();
    }

    String policy() {
        return Optional.ofNullable(restore.getSpec().targetReadinessPolicy()).orElse("WaitGracePeriod");
    }

    /** Returns whether restored claims go with the target. */
    boolean givesClaims() {
        return !"None".equals(restore.getSpec().volumeOwnershipPolicy());
    }

    /** Returns whether what was saved went with the saved machine. */
    boolean isOfSource(Optional<ObjectMeta> claim) {
        String source = saved().map(machine -> machine.metadata())
                .map(ObjectMeta::getUid)
                .orElse("");
        return claim.map(ObjectMeta::getOwnerReferences).orElse(List.of()).stream()
                .anyMatch(owner -> "VirtualMachine".equals(owner.getKind()) && source.equals(owner.getUid()));
    }

    boolean isInPlace() {
        return "InPlace".equals(restore.getSpec().volumeRestorePolicy());
    }

    /** Returns the time that is left for stopping the target. */
    Duration grace() {
        return Timestamps.parse(restore.getMetadata().getCreationTimestamp())
                .map(made -> Duration.between(now, made.plus(GRACE)))
                .orElse(GRACE);
    }

    /** Returns the machine as the snapshot holds it. */
    Optional<dev.slipway.api.snapshot.VirtualMachine> saved() {
        return content.map(found -> found.getSpec().source()).map(SourceSpec::virtualMachine);
    }
}
