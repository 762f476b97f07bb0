package dev.slipway.operator.cluster;

import dev.slipway.api.kubevirt.Volume;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/**
 * Whether the content of a machine's volume can be saved. The sentences are KubeVirt's, which clients know.
 *
 * @param volume name of the volume
 * @param persistent whether it is of a kind that a snapshot can hold
 * @param claim its claim, if it has one that exists
 * @param snapshotClass how its snapshots are made; empty if that cannot be
 * @param reason why it cannot be; empty if it can
 */
public record SnapshotSupport(
        String volume,
        boolean persistent,
        Optional<PersistentVolumeClaim> claim,
        Optional<String> snapshotClass,
        String reason) {
    /** Looks at one volume. */
    public static SnapshotSupport of(Caches caches, SnapshotClasses classes, String namespace, Volume volume) {
        String name = String.valueOf(volume.name());
        Optional<UsedClaim> used = volume.ephemeral() == null ? UsedClaim.of(volume) : Optional.empty();
        if (used.isEmpty()) {
            return not(
                    name,
                    false,
                    Optional.empty(),
                    "Snapshot is not supported for this volumeSource type [" + name + "]");
        }
        Optional<PersistentVolumeClaim> claim =
                Caches.find(caches.claims(), new ObjectKey(namespace, used.get().name()));
        if (claim.isEmpty()) {
            return not(name, true, claim, "PVC not found");
        }
        String storage =
                Optional.ofNullable(claim.get().getSpec().getStorageClassName()).orElse("");
        Optional<String> found =
                Caches.find(caches.storageClasses(), new ObjectKey("", storage)).flatMap(classes::of);
        return found.isPresent()
                ? new SnapshotSupport(name, true, claim, found, "")
                : not(
                        name,
                        true,
                        claim,
                        "No VolumeSnapshotClass: Volume snapshots are not configured for this StorageClass [" + storage
                                + "] [" + name + "]");
    }

    private static SnapshotSupport not(
            String volume, boolean persistent, Optional<PersistentVolumeClaim> claim, String reason) {
        return new SnapshotSupport(volume, persistent, claim, Optional.empty(), reason);
    }
}
