package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VolumeBackup;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpec;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.TypedObjectReferenceBuilder;
import java.util.Objects;
import java.util.Optional;

/** A claim like one that was saved, filled from the snapshot of its volume. */
public final class SavedClaim {
    private SavedClaim() {}

    /**
     * Returns its {@code spec}.
     *
     * @param size how much the storage says that it needs at least
     */
    public static PersistentVolumeClaimSpec spec(VolumeBackup backup, Optional<Quantity> size) {
        PersistentVolumeClaimSpec spec = Objects.requireNonNull(
                Objects.requireNonNull(backup.persistentVolumeClaim()).spec());
        return new PersistentVolumeClaimSpecBuilder(spec)
                .withVolumeName(null)
                .withDataSource(new TypedLocalObjectReferenceBuilder()
                        .withApiGroup("snapshot.storage.k8s.io")
                        .withKind("VolumeSnapshot")
                        .withName(backup.volumeSnapshotName())
                        .build())
                .withDataSourceRef(new TypedObjectReferenceBuilder()
                        .withApiGroup("snapshot.storage.k8s.io")
                        .withKind("VolumeSnapshot")
                        .withName(backup.volumeSnapshotName())
                        .build())
                .editResources()
                .addToRequests("storage", larger(spec, size))
                .endResources()
                .build();
    }

    private static Quantity larger(PersistentVolumeClaimSpec spec, Optional<Quantity> size) {
        Quantity asked =
                Objects.requireNonNull(spec.getResources().getRequests().get("storage"));
        return size.filter(needed -> needed.getNumericalAmount().compareTo(asked.getNumericalAmount()) > 0)
                .orElse(asked);
    }
}
