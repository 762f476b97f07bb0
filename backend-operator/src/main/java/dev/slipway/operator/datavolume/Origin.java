package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeSourceRef;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.datasource.ResolvedSource;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Where a DataVolume says that its content comes from, references followed. */
sealed interface Origin {
    /** From there. */
    record Known(Filling filling) implements Origin {}

    /** It cannot be said, now or ever. */
    record Unknown(DataVolumeProblem problem) implements Origin {}

    /**
     * Finds out.
     *
     * @param claim the DataVolume's own claim: what it began with is what it is filled with, wherever a reference leads by now
     * @param dataSources looks DataSources up
     */
    static Origin of(
            DataVolume volume,
            Optional<PersistentVolumeClaim> claim,
            Function<ObjectKey, Optional<DataSource>> dataSources) {
        Optional<DataVolumeSourceRef> reference =
                Optional.ofNullable(volume.getSpec()).map(spec -> spec.sourceRef());
        if (reference.isEmpty() || volume.getSpec().source() != null) {
            return Filling.of(volume)
                    .<Origin>map(Known::new)
                    .orElseGet(() -> new Unknown(new DataVolumeProblem.SourceUnsupported(Filling.name(volume))));
        }
        if (!"DataSource".equals(reference.get().kind())) {
            return new Unknown(new DataVolumeProblem.ReferenceUnsupported(
                    Optional.ofNullable(reference.get().kind()).orElse("")));
        }
        return begunWith(claim)
                .<Origin>map(Known::new)
                .orElseGet(() -> followed(key(volume, reference.get()), dataSources));
    }

    /** Returns the DataSource that a reference names. */
    static ObjectKey key(DataVolume volume, DataVolumeSourceRef reference) {
        return new ObjectKey(
                Optional.ofNullable(reference.namespace())
                        .filter(given -> !given.isEmpty())
                        .orElseGet(() -> volume.getMetadata().getNamespace()),
                Optional.ofNullable(reference.name()).orElse(""));
    }

    private static Origin followed(ObjectKey key, Function<ObjectKey, Optional<DataSource>> dataSources) {
        return switch (ResolvedSource.of(key, dataSources)) {
            case ResolvedSource.Claim leads -> new Known(new Filling.Clone(leads.key()));
            case ResolvedSource.Snapshot snapshot -> new Known(new Filling.Restore(snapshot.key()));
            case ResolvedSource.Broken broken ->
                new Unknown(new DataVolumeProblem.ReferenceBroken(
                        broken.problem().reason(), broken.problem().message()));
        };
    }

    private static Optional<Filling> begunWith(Optional<PersistentVolumeClaim> claim) {
        Map<String, String> notes = claim.map(Copies::annotations).orElse(Map.of());
        return Optional.ofNullable(notes.get(DataVolumeNames.SNAPSHOT))
                .flatMap(ObjectKey::parse)
                .<Filling>map(Filling.Restore::new)
                .or(() -> Optional.ofNullable(notes.get(DataVolumeNames.CLONE_REQUEST))
                        .flatMap(ObjectKey::parse)
                        .map(Filling.Clone::new));
    }
}
