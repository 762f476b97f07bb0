package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.machine.pod.Bytes;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.TakenSnapshot;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The snapshot that a DataVolume's content comes from, as it is now.
 *
 * @param key its namespace and name
 * @param taken the snapshot, if it exists
 * @param target class of the DataVolume's claim
 * @param own a class whose storage is that of the snapshot
 */
record Restoring(
        ObjectKey key, Optional<TakenSnapshot> taken, Optional<StorageClass> target, Optional<StorageClass> own) {

    static Restoring read(
            Caches caches,
            TakenSnapshots snapshots,
            ObjectKey key,
            DataVolume volume,
            Optional<PersistentVolumeClaim> claim) {
        Optional<TakenSnapshot> taken = snapshots.look(key);
        List<StorageClass> classes = caches.storageClasses().getIndexer().list();
        Optional<String> target = claim.flatMap(
                        found -> Optional.ofNullable(found.getSpec().getStorageClassName()))
                .or(() -> ClaimWishes.storageClass(volume))
                .or(() -> ClaimWishes.usual(classes));
        return new Restoring(
                key,
                taken,
                target.flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name))),
                taken.flatMap(TakenSnapshot::driver)
                        .flatMap(driver -> classes.stream()
                                .filter(found -> driver.equals(found.getProvisioner()))
                                .min(Comparator.comparing(
                                        found -> found.getMetadata().getName()))));
    }

    /** Returns how many bytes a claim must have that is restored from it, if that is known. */
    Optional<Long> size() {
        return taken.flatMap(TakenSnapshot::restoreSize).map(Bytes::of);
    }

    /** Returns why nothing can be restored from it now; nothing if it can. */
    Optional<DataVolumeProblem> notReady() {
        if (taken.isEmpty()) {
            return Optional.of(new CloneProblem.SnapshotMissing(key));
        }
        return taken.get().isReady()
                ? Optional.empty()
                : Optional.of(new CloneProblem.SnapshotNotReady(
                        key, TakenSnapshot.error(taken.get().snapshot())));
    }

    /** Returns whether a claim beside the snapshot has yet to get its volume, which it does without being used. */
    boolean isBinding(PersistentVolumeClaim claim) {
        return !isLate(own) && !UsedClaim.isBound(claim);
    }

    private static boolean isLate(Optional<StorageClass> storage) {
        return storage.filter(found -> "WaitForFirstConsumer".equals(found.getVolumeBindingMode()))
                .isPresent();
    }

    /** Returns the claim that a snapshot is as good as: what a DataVolume leaves open it takes from there. */
    Optional<PersistentVolumeClaim> asClaim() {
        return taken.filter(TakenSnapshot::isReady)
                .map(found -> new PersistentVolumeClaimBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(key.name())
                                .withNamespace(key.namespace())
                                .build())
                        .withNewSpec()
                        .withVolumeMode(found.mode().orElse(null))
                        .withNewResources()
                        .withRequests(found.restoreSize()
                                .<Map<String, Quantity>>map(size -> Map.of("storage", size))
                                .orElseGet(Map::of))
                        .endResources()
                        .endSpec()
                        .build());
    }

    /**
     * Returns why the storage cannot restore the claim itself, so that the disk is copied; nothing if it can. Source: CDI
     * v1.66, {@code clone/planner.go}, {@code computeStrategyForSourceSnapshot}.
     *
     * @param claim the DataVolume's claim, once it is made: then it is as it was begun
     */
    Optional<String> whyCopied(DataVolume volume, Optional<PersistentVolumeClaim> claim, Optional<DiskSize> size) {
        if (claim.isPresent()) {
            return isRestored(claim.get())
                    ? Optional.empty()
                    : Optional.of(Copies.annotations(claim.get())
                            .getOrDefault(DataVolumeNames.CLONE_FALLBACK, "The clone was begun as a copy"));
        }
        if (!key.namespace().equals(volume.getMetadata().getNamespace())) {
            return Optional.of("The snapshot is of namespace " + key.namespace()
                    + ", and storage restores within a namespace only");
        }
        Optional<String> driver = taken.flatMap(TakenSnapshot::driver);
        if (!driver.equals(target.map(StorageClass::getProvisioner))) {
            return Optional.of("The snapshot is of driver " + driver.orElse("unknown")
                    + ", which does not provision storage class "
                    + target.map(found -> found.getMetadata().getName()).orElse("(none)"));
        }
        boolean grows = size.isPresent()
                && size().filter(least -> size.get().claim() > least).isPresent();
        if (grows && !Boolean.TRUE.equals(target.orElseThrow().getAllowVolumeExpansion())) {
            return Optional.of("Storage class " + target.get().getMetadata().getName()
                    + " has no allowVolumeExpansion, and the claim is larger than the snapshot");
        }
        boolean otherMode = size.isPresent()
                && taken.flatMap(TakenSnapshot::mode)
                        .filter(mode -> "Block".equals(mode) != size.get().block())
                        .isPresent();
        return otherMode ? Optional.of("The snapshot is of a claim of another volume mode") : Optional.empty();
    }

    /** Returns how many bytes the claim is to have in the end. */
    long wanted(DiskSize size) {
        return Math.max(size.claim(), size().orElse(0L));
    }

    /**
     * Returns how many bytes the claim is made with. Where it gets its volume at once it is as large as the snapshot first, and
     * grows then; one that waits for its consumer cannot grow before that.
     */
    long begun(DiskSize size) {
        return isLate(target) ? wanted(size) : size().orElse(size.claim());
    }

    /** Returns whether the disk that the storage restores is smaller than the one that is wanted, or may be. */
    boolean growsDisk(DiskSize size, FileSystemOverhead overhead) {
        Optional<DiskSize> held = asClaim().flatMap(claim -> DiskSize.inClaim(claim, overhead));
        return !size.block() && held.filter(disk -> disk.disk() >= size.disk()).isEmpty();
    }

    /** Returns whether a claim is filled from a snapshot by its storage. */
    static boolean isRestored(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getDataSource())
                .filter(source -> "VolumeSnapshot".equals(source.getKind()))
                .isPresent();
    }
}
