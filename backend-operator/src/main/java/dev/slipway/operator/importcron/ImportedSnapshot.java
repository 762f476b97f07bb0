package dev.slipway.operator.importcron;

import dev.slipway.api.cdi.DataVolumeTemplate;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSource;
import dev.slipway.api.volumesnapshot.VolumeSnapshotSpec;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.TakenSnapshot;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The snapshot that an import is kept in. */
final class ImportedSnapshot {
    private ImportedSnapshot() {}

    /** Returns the snapshot of an import's claim, of its name. */
    static VolumeSnapshot of(ImportCronScope scope, PersistentVolumeClaim claim) {
        Map<String, String> annotations = new TreeMap<>();
        annotations.put(ImportCronNames.LAST_USE, scope.now().toString());
        annotations.put(
                TakenSnapshot.SOURCE_MODE,
                Objects.requireNonNullElse(claim.getSpec().getVolumeMode(), "Filesystem"));
        advisedSize(scope, claim).ifPresent(size -> annotations.put(ImportCronNames.ADVISED_SIZE, size.toString()));
        Map<String, String> labels = new TreeMap<>(ImportCronNames.handedOn(claim));
        labels.putAll(ImportCronNames.labels(scope.cron()));
        labels.put("cdi.kubevirt.io", "");
        VolumeSnapshot snapshot = new VolumeSnapshot();
        snapshot.setMetadata(new ObjectMetaBuilder()
                .withName(claim.getMetadata().getName())
                .withNamespace(claim.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(annotations)
                .build());
        snapshot.setSpec(new VolumeSnapshotSpec(
                new VolumeSnapshotSource(claim.getMetadata().getName(), null, null),
                scope.format().snapshotClass().orElse(null),
                null));
        return snapshot;
    }

    /** Returns a snapshot that was taken before, as the newest import. */
    static VolumeSnapshot again(ImportCronScope scope, VolumeSnapshot snapshot, Instant now) {
        VolumeSnapshot again = Copies.of(snapshot);
        again.setMetadata(new ObjectMetaBuilder(snapshot.getMetadata())
                .addToLabels(ImportCronNames.labels(scope.cron()))
                .addToAnnotations(ImportCronNames.LAST_USE, now.toString())
                .build());
        return again;
    }

    /** The size that the template asks for, else that of the claim. */
    private static Optional<Quantity> advisedSize(ImportCronScope scope, PersistentVolumeClaim claim) {
        return Optional.ofNullable(scope.cron().getSpec().template())
                .map(DataVolumeTemplate::spec)
                .flatMap(spec -> Optional.ofNullable(spec.storage())
                        .map(storage -> storage.resources())
                        .or(() -> Optional.ofNullable(spec.pvc()).map(asked -> asked.resources())))
                .map(resources -> resources.requests())
                .map(requests -> requests.get("storage"))
                .filter(size -> size.getNumericalAmount().compareTo(BigDecimal.ZERO) > 0)
                .or(() -> Optional.ofNullable(claim.getSpec().getResources())
                        .map(resources -> resources.getRequests())
                        .map(requests -> requests.get("storage")));
    }
}
