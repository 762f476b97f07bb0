package dev.slipway.operator.population;

import dev.slipway.api.cdi.DataVolumeSource;
import dev.slipway.api.cdi.DataVolumeSourceBuilder;
import dev.slipway.api.cdi.DataVolumeSourcePVCBuilder;
import dev.slipway.api.cdi.DataVolumeSourceSnapshotBuilder;
import dev.slipway.api.cdi.DataVolumeSourceUploadBuilder;
import dev.slipway.api.cdi.DataVolumeSpecBuilder;
import dev.slipway.api.cdi.ImportSourceType;
import dev.slipway.api.cdi.TypedLocalObjectReference;
import dev.slipway.api.cdi.VolumeCloneSource;
import dev.slipway.api.cdi.VolumeImportSource;
import dev.slipway.api.cdi.VolumeUploadSource;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ImportCaches;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.util.Optional;

/** What a claim of a user's own is to be filled with. */
sealed interface NamedSource {
    /**
     * With this.
     *
     * @param uid identity of the source object
     * @param kind its kind
     * @param content what it says, in the words of a DataVolume; without a claim
     */
    record Known(String uid, String kind, DataVolumeSpecBuilder content) implements NamedSource {}

    /** It cannot be said now. */
    record Unknown(PopulationProblem problem) implements NamedSource {}

    /** Returns the source of CDI that a claim names; nothing if it names none, or one of somebody else. */
    static Optional<TypedObjectReference> reference(PersistentVolumeClaim claim) {
        // kube-apiserver fills in the one where there is only the other.
        return Optional.ofNullable(claim.getSpec().getDataSourceRef())
                .or(() -> Optional.ofNullable(claim.getSpec().getDataSource())
                        .map(local ->
                                new TypedObjectReference(local.getApiGroup(), local.getKind(), local.getName(), null)))
                .filter(reference -> PopulationNames.GROUP.equals(reference.getApiGroup()));
    }

    /** Finds out. */
    static NamedSource of(PersistentVolumeClaim claim, TypedObjectReference reference, ImportCaches caches) {
        String namespace = claim.getMetadata().getNamespace();
        ObjectKey key = new ObjectKey(
                Optional.ofNullable(reference.getNamespace())
                        .filter(given -> !given.isEmpty())
                        .orElse(namespace),
                reference.getName());
        if (!key.namespace().equals(namespace)) {
            return new Unknown(new PopulationProblem.SourceElsewhere(reference.getKind(), key));
        }
        return switch (reference.getKind()) {
            case "VolumeImportSource" ->
                Caches.find(caches.importSources(), key)
                        .map(NamedSource::ofImport)
                        .orElseGet(() -> missing(reference, key));
            case "VolumeUploadSource" ->
                Caches.find(caches.uploadSources(), key)
                        .map(NamedSource::ofUpload)
                        .orElseGet(() -> missing(reference, key));
            case "VolumeCloneSource" ->
                Caches.find(caches.cloneSources(), key)
                        .map(NamedSource::ofClone)
                        .orElseGet(() -> missing(reference, key));
            default -> new Unknown(new PopulationProblem.KindUnknown(reference.getKind()));
        };
    }

    private static NamedSource missing(TypedObjectReference reference, ObjectKey key) {
        return new Unknown(new PopulationProblem.SourceMissing(reference.getKind(), key));
    }

    private static NamedSource ofImport(VolumeImportSource source) {
        ImportSourceType from =
                source.getSpec() == null ? null : source.getSpec().source();
        if (from == null) {
            return empty(source);
        }
        return known(
                source,
                DataVolumeSourceBuilder.builder()
                        .blank(from.blank())
                        .gcs(from.gcs())
                        .http(from.http())
                        .imageio(from.imageio())
                        .registry(from.registry())
                        .s3(from.s3())
                        .vddk(from.vddk())
                        .build(),
                DataVolumeSpecBuilder.builder()
                        .contentType(source.getSpec().contentType())
                        .preallocation(source.getSpec().preallocation()));
    }

    private static NamedSource ofUpload(VolumeUploadSource source) {
        DataVolumeSpecBuilder content = DataVolumeSpecBuilder.builder();
        if (source.getSpec() != null) {
            content.contentType(source.getSpec().contentType())
                    .preallocation(source.getSpec().preallocation());
        }
        return known(
                source,
                DataVolumeSourceBuilder.builder()
                        .upload(DataVolumeSourceUploadBuilder.builder().build())
                        .build(),
                content);
    }

    private static NamedSource ofClone(VolumeCloneSource source) {
        TypedLocalObjectReference from =
                source.getSpec() == null ? null : source.getSpec().source();
        if (from == null || from.name() == null) {
            return empty(source);
        }
        String namespace = source.getMetadata().getNamespace();
        Optional<DataVolumeSource> cloned = switch (from.kind() + "") {
            case "PersistentVolumeClaim" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .pvc(DataVolumeSourcePVCBuilder.builder()
                                .namespace(namespace)
                                .name(from.name())
                                .build())
                        .build());
            case "VolumeSnapshot" ->
                Optional.of(DataVolumeSourceBuilder.builder()
                        .snapshot(DataVolumeSourceSnapshotBuilder.builder()
                                .namespace(namespace)
                                .name(from.name())
                                .build())
                        .build());
            default -> Optional.empty();
        };
        if (cloned.isEmpty()) {
            return new Unknown(new PopulationProblem.CloneUnsupported(
                    ObjectKey.of(source), Optional.ofNullable(from.kind()).orElse("")));
        }
        return known(
                source,
                cloned.get(),
                DataVolumeSpecBuilder.builder()
                        .preallocation(source.getSpec().preallocation())
                        .priorityClassName(source.getSpec().priorityClassName()));
    }

    private static NamedSource empty(HasMetadata source) {
        return new Unknown(new PopulationProblem.SourceEmpty(source.getKind(), ObjectKey.of(source)));
    }

    private static NamedSource known(HasMetadata source, DataVolumeSource from, DataVolumeSpecBuilder content) {
        return new Known(source.getMetadata().getUid(), source.getKind(), content.source(from));
    }
}
