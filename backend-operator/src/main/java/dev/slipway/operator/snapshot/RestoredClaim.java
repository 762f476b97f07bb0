package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.api.snapshot.VolumeRestoreOverride;
import dev.slipway.operator.datavolume.DataVolumeNames;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A claim that is made from what a snapshot holds. */
final class RestoredClaim {
    private RestoredClaim() {}

    /** Returns what is to be restored into which claim. */
    static List<VolumeRestore> plan(RestoreScope scope) {
        var saved = Objects.requireNonNull(scope.saved().orElseThrow().spec());
        return scope.backups().stream()
                .map(backup -> {
                    String volume = backup.volumeName() + "";
                    String claim = name(scope, backup);
                    return new VolumeRestore(
                            RestoredMachine.hasTemplate(saved, volume) ? claim : null,
                            claim,
                            volume,
                            backup.volumeSnapshotName(),
                            null);
                })
                .toList();
    }

    private static String name(RestoreScope scope, VolumeBackup backup) {
        String volume = backup.volumeName() + "";
        Optional<String> wished = override(scope, volume).map(VolumeRestoreOverride::restoreName);
        if (wished.isPresent()) {
            return wished.get();
        }
        return switch (Optional.ofNullable(scope.restore().getSpec().volumeRestorePolicy())
                .orElse("")) {
            case "InPlace" -> VolumeSnapshots.claim(backup);
            case "PrefixTargetName" -> RestoreScope.targetName(scope.restore()) + "-" + volume;
            default -> SnapshotNames.claim(scope.restore(), volume);
        };
    }

    /**
     * Returns the claim.
     *
     * @param size how much the storage says that it needs at least
     */
    static PersistentVolumeClaim of(
            RestoreScope scope, VolumeRestore restored, VolumeBackup backup, Optional<Quantity> size) {
        var saved = Objects.requireNonNull(backup.persistentVolumeClaim());
        Optional<VolumeRestoreOverride> override = override(scope, restored.volumeName() + "");
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(SnapshotNames.RESTORE_NAME, scope.name());
        if (restored.dataVolumeName() != null) {
            annotations.put(DataVolumeNames.POPULATED_FOR, restored.dataVolumeName());
        }
        override.map(VolumeRestoreOverride::annotations).ifPresent(annotations::putAll);
        Map<String, String> labels = new TreeMap<>(
                Optional.ofNullable(saved.metadata()).map(ObjectMeta::getLabels).orElse(Map.of()));
        override.map(VolumeRestoreOverride::labels).ifPresent(labels::putAll);
        return new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(restored.persistentVolumeClaim())
                        .withNamespace(scope.namespace())
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .build())
                .withSpec(SavedClaim.spec(backup, size))
                .build();
    }

    private static Optional<VolumeRestoreOverride> override(RestoreScope scope, String volume) {
        return Optional.ofNullable(scope.restore().getSpec().volumeRestoreOverrides()).orElse(List.of()).stream()
                .filter(override -> volume.equals(override.volumeName()))
                .findFirst();
    }
}
