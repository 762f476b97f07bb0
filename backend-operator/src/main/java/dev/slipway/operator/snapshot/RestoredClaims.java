package dev.slipway.operator.snapshot;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.StateVolume;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.datavolume.DataVolumeNames;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The claims of restores: made from what the storage has saved, given to the machine, in place of those it had. */
final class RestoredClaims {
    private final Caches caches;
    private final ObjectWriter writer;
    private final VolumeSnapshots storage;

    RestoredClaims(Caches caches, ObjectWriter writer, VolumeSnapshots storage) {
        this.caches = caches;
        this.writer = writer;
        this.storage = storage;
    }

    /**
     * Makes those that are missing; one that is restored in place of another waits until that is gone. What a TPM and UEFI have
     * stored goes last, when all else could be made.
     */
    boolean exist(RestoreScope scope) {
        boolean all = true;
        for (VolumeRestore restored : stateLast(scope)) {
            if (!all && isState(scope, restored)) {
                return false;
            }
            PersistentVolumeClaim claim = scope.claims().get(restored.persistentVolumeClaim() + "");
            if (claim == null) {
                make(scope, restored);
                all = false;
            } else if (!SnapshotNames.lastRestore(scope.restore())
                    .equals(Copies.annotations(claim).get(SnapshotNames.LAST_RESTORE))) {
                clear(scope, claim);
                all = false;
            }
        }
        return all;
    }

    private static List<VolumeRestore> stateLast(RestoreScope scope) {
        return scope.restores().stream()
                .sorted(Comparator.comparing(restored -> isState(scope, restored)))
                .toList();
    }

    private static boolean isState(RestoreScope scope, VolumeRestore restored) {
        return backup(scope, restored).filter(RestoredClaim::isState).isPresent();
    }

    private static Optional<VolumeBackup> backup(RestoreScope scope, VolumeRestore restored) {
        return scope.backups().stream()
                .filter(found -> Objects.equals(found.volumeName(), restored.volumeName()))
                .findFirst();
    }

    private void clear(RestoreScope scope, PersistentVolumeClaim claim) {
        if (!scope.isInPlace() && !StateVolume.isIn(claim)) {
            throw new IllegalArgumentException(
                    "The claim " + claim.getMetadata().getName()
                            + " exists and was not made by this restore. Name another in spec.volumeRestoreOverrides, or remove it.");
        }
        if (claim.getMetadata().getDeletionTimestamp() == null) {
            Caches.controller(claim)
                    .filter(owner -> "DataVolume".equals(owner.getKind()))
                    .flatMap(owner ->
                            Caches.find(caches.dataVolumes(), new ObjectKey(scope.namespace(), owner.getName())))
                    .ifPresent(filler -> writer.whole(
                            filler,
                            Copies.withAnnotations(
                                    filler,
                                    Map.of(
                                            SnapshotNames.RESTORE_NAME,
                                            scope.name(),
                                            DataVolumeNames.PREPOPULATED,
                                            filler.getMetadata().getName()))));
            writer.delete(claim, Optional.empty());
        }
    }

    private void make(RestoreScope scope, VolumeRestore restored) {
        VolumeBackup backup = backup(scope, restored)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The snapshot no longer holds volume " + restored.volumeName() + "."));
        Optional<Quantity> size = storage.restoreSize(scope.namespace(), restored.volumeSnapshotName() + "");
        writer.createIfAbsent(RestoredClaim.of(scope, restored, backup, size));
    }

    /** Returns whether one is not bound yet that does not wait for a Pod. */
    boolean wait(RestoreScope scope) {
        return scope.claims().values().stream().anyMatch(claim -> !UsedClaim.isBound(claim) && !isLate(claim));
    }

    private boolean isLate(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getStorageClassName())
                .flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name)))
                .filter(storage -> "WaitForFirstConsumer".equals(storage.getVolumeBindingMode()))
                .isPresent();
    }

    /** DataVolumes that the machine had brought along and no longer names; their claims go with them. */
    List<DataVolume> old(RestoreScope scope, VirtualMachine target) {
        Set<String> named =
                Optional.ofNullable(target.getSpec())
                        .map(VirtualMachineSpec::dataVolumeTemplates)
                        .orElse(List.of())
                        .stream()
                        .map(DataVolumeTemplateSpec::metadata)
                        .filter(Objects::nonNull)
                        .map(metadata -> metadata.getName())
                        .collect(Collectors.toSet());
        return caches.dataVolumes().getIndexer().list().stream()
                .filter(volume -> scope.namespace().equals(volume.getMetadata().getNamespace())
                        && Owners.controls(target, volume)
                        && !named.contains(volume.getMetadata().getName()))
                .toList();
    }

    /** Claims that went with the saved machine go with one that was made of it. */
    void giveTo(RestoreScope scope, VirtualMachine target) {
        for (VolumeRestore restored : scope.restores()) {
            PersistentVolumeClaim claim = scope.claims().get(restored.persistentVolumeClaim() + "");
            if (claim != null
                    && scope.name().equals(Copies.annotations(claim).get(SnapshotNames.OWNED_BY_MACHINE))
                    && Caches.controller(claim).isEmpty()) {
                writer.whole(
                        claim,
                        new PersistentVolumeClaimBuilder(claim)
                                .editMetadata()
                                .removeFromAnnotations(SnapshotNames.OWNED_BY_MACHINE)
                                .addToOwnerReferences(FreshInstance.owner(target))
                                .endMetadata()
                                .build());
            }
        }
    }
}
