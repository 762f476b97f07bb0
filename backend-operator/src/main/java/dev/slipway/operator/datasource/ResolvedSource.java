package dev.slipway.operator.datasource;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceSource;
import dev.slipway.api.cdi.DataSourceSourceBuilder;
import dev.slipway.api.cdi.DataSourceSpec;
import dev.slipway.api.cdi.DataVolumeSourcePVCBuilder;
import dev.slipway.api.cdi.DataVolumeSourceSnapshotBuilder;
import dev.slipway.operator.reconcile.ObjectKey;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where a DataSource leads in the end. */
public sealed interface ResolvedSource {
    /** To a claim, existing or not. */
    record Claim(ObjectKey key) implements ResolvedSource {}

    /** To a snapshot, existing or not. */
    record Snapshot(ObjectKey key) implements ResolvedSource {}

    /** Nowhere. */
    record Broken(DataSourceProblem problem) implements ResolvedSource {}

    /**
     * Follows the DataSource of this key. One that points to another DataSource is followed once, as in CDI: never
     * further, and never into another namespace.
     *
     * @param found looks DataSources up
     */
    static ResolvedSource of(ObjectKey key, Function<ObjectKey, Optional<DataSource>> found) {
        Optional<DataSource> first = found.apply(key);
        if (first.isEmpty()) {
            return new Broken(new DataSourceProblem.Missing(key));
        }
        Optional<ObjectKey> next = pointer(first.get());
        if (next.isEmpty()) {
            return end(first.get());
        }
        if (next.get().equals(key)) {
            return new Broken(new DataSourceProblem.SelfReference(key));
        }
        if (!next.get().namespace().equals(key.namespace())) {
            return new Broken(new DataSourceProblem.CrossNamespace(next.get()));
        }
        Optional<DataSource> second = found.apply(next.get());
        if (second.isEmpty()) {
            return new Broken(new DataSourceProblem.Missing(next.get()));
        }
        return pointer(second.get()).isPresent()
                ? new Broken(new DataSourceProblem.TooDeep(next.get()))
                : end(second.get());
    }

    /** Returns the DataSource that this one points to. */
    static Optional<ObjectKey> pointer(DataSource source) {
        return source(source).map(DataSourceSource::dataSource).map(next -> key(source, next.namespace(), next.name()));
    }

    /** Returns what {@code status.source} says of it; nothing if it leads nowhere. */
    default Optional<DataSourceSource> form() {
        return switch (this) {
            case Claim claim ->
                Optional.of(DataSourceSourceBuilder.builder()
                        .pvc(DataVolumeSourcePVCBuilder.builder()
                                .namespace(claim.key().namespace())
                                .name(claim.key().name())
                                .build())
                        .build());
            case Snapshot snapshot ->
                Optional.of(DataSourceSourceBuilder.builder()
                        .snapshot(DataVolumeSourceSnapshotBuilder.builder()
                                .namespace(snapshot.key().namespace())
                                .name(snapshot.key().name())
                                .build())
                        .build());
            case Broken _ -> Optional.empty();
        };
    }

    private static ResolvedSource end(DataSource last) {
        Optional<DataSourceSource> source = source(last);
        return source.map(DataSourceSource::pvc)
                .<ResolvedSource>map(claim -> new Claim(key(last, claim.namespace(), claim.name())))
                .or(() -> source.map(DataSourceSource::snapshot)
                        .map(snapshot -> new Snapshot(key(last, snapshot.namespace(), snapshot.name()))))
                .orElseGet(() -> new Broken(new DataSourceProblem.SourceMissing(ObjectKey.of(last))));
    }

    /** A namespace that is left out is that of the DataSource. */
    private static ObjectKey key(DataSource owner, @Nullable String namespace, @Nullable String name) {
        return new ObjectKey(
                Optional.ofNullable(namespace)
                        .filter(given -> !given.isEmpty())
                        .orElseGet(() -> owner.getMetadata().getNamespace()),
                Optional.ofNullable(name).orElse(""));
    }

    private static Optional<DataSourceSource> source(DataSource source) {
        return Optional.ofNullable(source.getSpec()).map(DataSourceSpec::source);
    }
}
