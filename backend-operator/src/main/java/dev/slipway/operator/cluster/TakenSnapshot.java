package dev.slipway.operator.cluster;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotError;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/**
 * A VolumeSnapshot with what its storage says of it.
 *
 * @param snapshot the object
 * @param driver the CSI driver that made it, if that is known
 * @param mode volume mode of the claim that it was made of, if that is known
 */
public record TakenSnapshot(VolumeSnapshot snapshot, Optional<String> driver, Optional<String> mode) {
    /** Annotation on snapshots: volume mode of the claim that they were made of. */
    public static final String SOURCE_MODE = "cdi.kubevirt.io/storage.import.sourceVolumeMode";

    /** Returns whether a claim can be restored from a snapshot now. */
    public static boolean isReady(VolumeSnapshot snapshot) {
        return status(snapshot).map(VolumeSnapshotStatus::readyToUse).orElse(false);
    }

    /** Returns why the storage cannot take a snapshot, if it says so. */
    public static Optional<String> error(VolumeSnapshot snapshot) {
        return status(snapshot)
                .map(VolumeSnapshotStatus::error)
                .map(VolumeSnapshotError::message)
                .filter(message -> !message.isEmpty());
    }

    /** Returns whether a claim can be restored from it now. */
    public boolean isReady() {
        return isReady(snapshot);
    }

    /** Returns how large a claim must be at least, if the storage says so. */
    public Optional<Quantity> restoreSize() {
        return status(snapshot)
                .map(VolumeSnapshotStatus::restoreSize)
                .map(Quantity::new)
                .filter(size -> size.getNumericalAmount().signum() > 0);
    }

    private static Optional<VolumeSnapshotStatus> status(VolumeSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getStatus());
    }
}
