package dev.slipway.operator.datasource;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceStatus;
import dev.slipway.api.cdi.DataSourceStatusBuilder;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.time.Instant;
import java.util.Optional;

/**
 * All that one look at a DataSource knows; read once.
 *
 * @param source the DataSource
 * @param resolved where it leads
 * @param volume the DataVolume that fills the claim it leads to
 * @param claim that claim
 * @param snapshot the snapshot that it leads to
 * @param now time of the look
 */
record DataSourceScope(
        DataSource source,
        ResolvedSource resolved,
        Optional<DataVolume> volume,
        Optional<PersistentVolumeClaim> claim,
        Optional<VolumeSnapshot> snapshot,
        Instant now) {

    static Optional<DataSourceScope> read(Caches caches, TakenSnapshots snapshots, ObjectKey key, Instant now) {
        return Caches.find(caches.dataSources(), key).map(source -> {
            ResolvedSource resolved = ResolvedSource.of(key, other -> Caches.find(caches.dataSources(), other));
            Optional<ObjectKey> claim =
                    resolved instanceof ResolvedSource.Claim leads ? Optional.of(leads.key()) : Optional.empty();
            return new DataSourceScope(
                    source,
                    resolved,
                    claim.flatMap(name -> Caches.find(caches.dataVolumes(), name)),
                    claim.flatMap(name -> Caches.find(caches.claims(), name)),
                    resolved instanceof ResolvedSource.Snapshot leads ? snapshots.find(leads.key()) : Optional.empty(),
                    now);
        });
    }

    DataSourceStatus status() {
        return Optional.ofNullable(source.getStatus())
                .orElseGet(() -> DataSourceStatusBuilder.builder().build());
    }
}
