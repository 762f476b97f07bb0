package dev.slipway.operator.clone;

import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.clone.VirtualMachineCloneStatus;
import dev.slipway.api.clone.VirtualMachineCloneStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.snapshot.SourceSpec;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.StateVolume;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that one look at a clone knows; read once.
 *
 * @param request what was asked for
 * @param source the machine that is cloned, if it is one
 * @param snapshot the snapshot that it is made from: its own, or the one that is its source
 * @param content what that holds
 * @param restore its restore
 * @param target the machine that it makes
 * @param claims the claims of that which exist
 * @param now time of the look
 */
record CloneScope(
        VirtualMachineClone request,
        Optional<VirtualMachine> source,
        Optional<VirtualMachineSnapshot> snapshot,
        Optional<VirtualMachineSnapshotContent> content,
        Optional<VirtualMachineRestore> restore,
        Optional<VirtualMachine> target,
        List<PersistentVolumeClaim> claims,
        Instant now) {
    static Optional<CloneScope> read(Caches caches, ObjectKey key, Instant now) {
        return Caches.find(caches.clones(), key).map(clone -> {
            String namespace = key.namespace();
            Optional<VirtualMachineSnapshot> snapshot =
                    Caches.find(caches.snapshots(), new ObjectKey(namespace, snapshotName(clone)));
            Optional<VirtualMachineRestore> restore =
                    Caches.find(caches.restores(), new ObjectKey(namespace, restoreName(clone)));
            return new CloneScope(
                    clone,
                    ofMachine(clone)
                            ? Caches.find(caches.machines(), new ObjectKey(namespace, sourceName(clone)))
                            : Optional.empty(),
                    snapshot,
                    snapshot.map(VirtualMachineSnapshot::getStatus)
                            .map(VirtualMachineSnapshotStatus::virtualMachineSnapshotContentName)
                            .flatMap(name -> Caches.find(caches.contents(), new ObjectKey(namespace, name))),
                    restore,
                    Caches.find(caches.machines(), new ObjectKey(namespace, targetName(clone))),
                    restore.map(VirtualMachineRestore::getStatus).map(VirtualMachineRestoreStatus::restores).stream()
                            .flatMap(List::stream)
                            .map(VolumeRestore::persistentVolumeClaim)
                            .filter(Objects::nonNull)
                            .flatMap(name -> Caches.find(caches.claims(), new ObjectKey(namespace, name)).stream())
                            .toList(),
                    now);
        });
    }

    static boolean ofMachine(VirtualMachineClone clone) {
        return source(clone)
                .filter(source -> "VirtualMachine".equals(source.getKind()))
                .isPresent();
    }

    static String sourceName(VirtualMachineClone clone) {
        return source(clone).map(TypedLocalObjectReference::getName).orElse("");
    }

    private static Optional<TypedLocalObjectReference> source(VirtualMachineClone clone) {
        return Optional.ofNullable(clone.getSpec().source());
    }

    static String snapshotName(VirtualMachineClone clone) {
        return ofMachine(clone) ? "tmp-snapshot-" + clone.getMetadata().getUid() : sourceName(clone);
    }

    static String restoreName(VirtualMachineClone clone) {
        return "tmp-restore-" + clone.getMetadata().getUid();
    }

    static String targetName(VirtualMachineClone clone) {
        return Optional.ofNullable(clone.getSpec().target())
                .map(target -> target.getName())
                .orElse("");
    }

    VirtualMachineCloneStatus status() {
        return Optional.ofNullable(request.getStatus())
                .orElseGet(() -> VirtualMachineCloneStatusBuilder.builder().build());
    }

    String phase() {
        return Optional.ofNullable(status().phase()).orElse("");
    }

    /** Returns whether the source has a TPM or UEFI whose state is kept. */
    boolean keepsState() {
        return source.filter(StateVolume::isNeeded).isPresent()
                || saved().map(found -> found.spec())
                        .map(spec -> spec.template())
                        .map(template -> template.spec())
                        .filter(StateVolume::isNeeded)
                        .isPresent();
    }

    boolean isSnapshotReady() {
        return snapshot.map(VirtualMachineSnapshot::getStatus)
                .map(VirtualMachineSnapshotStatus::readyToUse)
                .orElse(false);
    }

    boolean isRestored() {
        return restore.map(VirtualMachineRestore::getStatus)
                .map(VirtualMachineRestoreStatus::complete)
                .orElse(false);
    }

    /** Returns the machine as it was saved. */
    Optional<dev.slipway.api.snapshot.VirtualMachine> saved() {
        return content.map(found -> found.getSpec().source()).map(SourceSpec::virtualMachine);
    }
}
