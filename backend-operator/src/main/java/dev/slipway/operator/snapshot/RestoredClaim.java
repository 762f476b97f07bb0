package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.api.snapshot.VolumeRestoreOverride;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.machine.pod.StateClaim;
import dev.slipway.operator.cluster.JoinedName;
import dev.slipway.operator.cluster.StateVolume;
import dev.slipway.operator.datavolume.DataVolumeNames;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A claim that is made from what a snapshot holds. */
final class RestoredClaim {
    private static final List<String> OF_VOLUME = List.of(
            "pv.kubernetes.io",
            "volume.beta.kubernetes.io",
            "cdi.kubevirt.io",
            "volume.kubernetes.io",
            "k8s.io/CloneRequest",
            "k8s.io/CloneOf",
            // Of an earlier restore.
            "restore.kubevirt.io");

    private RestoredClaim() {}

    /** Returns what is to be restored into which claim. */
    static List<VolumeRestore> plan(RestoreScope scope) {
        var saved = Objects.requireNonNull(scope.saved().orElseThrow().spec());
        return scope.backups().stream()
                .map(backup -> {
                    String volume = backup.volumeName() + "";
                    String claim = name(scope, backup);
                    return new VolumeRestore(
                            RestoredMachine.hasTemplate(saved, volume) ? claim : filler(scope, backup),
                            claim,
                            volume,
                            backup.volumeSnapshotName(),
                            null);
                })
                .toList();
    }

    /** The DataVolume whose claim is replaced goes on with the new one. */
    private static @Nullable String filler(RestoreScope scope, VolumeBackup backup) {
        return scope.isInPlace()
                ? Optional.ofNullable(backup.persistentVolumeClaim())
                        .map(saved -> saved.metadata())
                        .flatMap(metadata -> metadata.getOwnerReferences().stream()
                                .filter(owner -> "DataVolume".equals(owner.getKind())
                                        && Boolean.TRUE.equals(owner.getController()))
                                .findFirst())
                        .map(OwnerReference::getName)
                        .orElse(null)
                : null;
    }

    /** Returns whether a backup holds what a TPM and UEFI have stored. */
    static boolean isState(VolumeBackup backup) {
        return Optional.ofNullable(backup.persistentVolumeClaim())
                .map(saved -> saved.metadata())
                .filter(metadata -> StateVolume.isIn(metadata.getLabels()))
                .isPresent();
    }

    private static String name(RestoreScope scope, VolumeBackup backup) {
        String volume = backup.volumeName() + "";
        if (isState(backup)) {
            // A machine finds what its TPM and UEFI have stored by this name alone.
            return StateClaim.name(RestoreScope.targetName(scope.restore()));
        }
        Optional<String> wished = override(scope, volume).map(VolumeRestoreOverride::restoreName);
        if (wished.isPresent()) {
            return wished.get();
        }
        return switch (Optional.ofNullable(scope.restore().getSpec().volumeRestorePolicy())
                .orElse("")) {
            case "InPlace" -> VolumeSnapshots.claim(backup);
            case "PrefixTargetName" -> JoinedName.of(RestoreScope.targetName(scope.restore()), volume);
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
        Optional<ObjectMeta> before = Optional.ofNullable(saved.metadata());
        Map<String, String> annotations =
                new TreeMap<>(before.map(ObjectMeta::getAnnotations).orElse(Map.of()));
        annotations.keySet().removeIf(RestoredClaim::isOfVolume);
        annotations.put(SnapshotNames.RESTORE_NAME, scope.name());
        annotations.put(SnapshotNames.LAST_RESTORE, SnapshotNames.lastRestore(scope.restore()));
        if (restored.dataVolumeName() != null) {
            annotations.put(DataVolumeNames.POPULATED_FOR, restored.dataVolumeName());
        }
        boolean goesWithTarget = restored.dataVolumeName() == null && scope.givesClaims();
        if (goesWithTarget && scope.target().isEmpty() && scope.isOfSource(before)) {
            annotations.put(SnapshotNames.OWNED_BY_MACHINE, scope.name());
        }
        override.map(VolumeRestoreOverride::annotations).ifPresent(annotations::putAll);
        Map<String, String> labels =
                new TreeMap<>(before.map(ObjectMeta::getLabels).orElse(Map.of()));
        labels.remove(StateClaim.LABEL);
        if (isState(backup)) {
            labels.putAll(StateClaim.labels(RestoreScope.targetName(scope.restore())));
        }
        scope.saved().map(machine -> machine.metadata()).ifPresent(source -> {
            labels.put(SnapshotNames.SOURCE_NAME, source.getName());
            labels.put(SnapshotNames.SOURCE_NAMESPACE, source.getNamespace());
        });
        override.map(VolumeRestoreOverride::labels).ifPresent(labels::putAll);
        return new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withName(restored.persistentVolumeClaim())
                        .withNamespace(scope.namespace())
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .withOwnerReferences(
                                goesWithTarget
                                        ? scope.target().stream()
                                                .map(FreshInstance::owner)
                                                .toList()
                                        : List.of())
                        .build())
                .withSpec(SavedClaim.spec(backup, size))
                .build();
    }

    /** What was noted of the saved claim's own volume says nothing about this one. */
    private static boolean isOfVolume(String annotation) {
        return OF_VOLUME.stream().anyMatch(annotation::startsWith) && !annotation.equals(DataVolumeNames.CONTENT_TYPE);
    }

    private static Optional<VolumeRestoreOverride> override(RestoreScope scope, String volume) {
        return Optional.ofNullable(scope.restore().getSpec().volumeRestoreOverrides()).orElse(List.of()).stream()
                .filter(override -> volume.equals(override.volumeName()))
                .findFirst();
    }
}
