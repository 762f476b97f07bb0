package dev.slipway.operator.datasource;

import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataSourceCondition;
import dev.slipway.api.cdi.DataSourceStatus;
import dev.slipway.api.cdi.DataSourceStatusBuilder;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.TakenSnapshot;
import dev.slipway.operator.cluster.TakenSnapshots;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps condition Ready and {@code status.source} of DataSources, and the labels that a disk brings along. */
public final class DataSourceReconciler implements Reconciler {
    private final Caches caches;
    private final ObjectWriter writer;
    private final InstantSource clock;
    private final TakenSnapshots snapshots;

    /** Snapshots are not watched. */
    private static final Duration READY_AGAIN = Duration.ofSeconds(30);

    private static final Duration AGAIN = Duration.ofSeconds(2);

    /** Makes the reconciler. */
    public DataSourceReconciler(Caches caches, ObjectWriter writer, InstantSource clock, TakenSnapshots snapshots) {
        this.caches = caches;
        this.writer = writer;
        this.clock = clock;
        this.snapshots = snapshots;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Optional<DataSourceScope> scope = DataSourceScope.read(caches, snapshots, key, clock.instant())
                .filter(found -> found.source().getMetadata().getDeletionTimestamp() == null);
        scope.ifPresent(this::tell);
        return scope.filter(found -> found.resolved() instanceof ResolvedSource.Snapshot)
                .<Outcome>map(found -> new Outcome.Again(Readiness.of(found).ready() ? READY_AGAIN : AGAIN))
                .orElseGet(Outcome.Done::new);
    }

    private void tell(DataSourceScope scope) {
        DataSource wanted = Copies.of(scope.source());
        wanted.setMetadata(new ObjectMetaBuilder(scope.source().getMetadata())
                .withLabels(labels(scope))
                .build());
        wanted.setStatus(status(scope));
        writer.whole(scope.source(), wanted);
    }

    private static DataSourceStatus status(DataSourceScope scope) {
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), scope.now());
        Readiness readiness = Readiness.of(scope);
        conditions.set(
                "Ready", readiness.ready() ? Condition.TRUE : Condition.FALSE, readiness.reason(), readiness.message());
        return DataSourceStatusBuilder.builder(scope.status())
                .source(scope.resolved().form().orElse(null))
                .conditions(conditions.list(DataSourceCondition::new))
                .build();
    }

    /** As CDI: what a disk says of fitting instance types and the like, its DataSource says, too. */
    private static Map<String, String> labels(DataSourceScope scope) {
        Map<String, String> labels = new TreeMap<>(Copies.labels(scope.source()));
        scope.volume()
                .<HasMetadata>map(volume -> volume)
                .or(() -> scope.claim())
                .or(() -> scope.snapshot().filter(TakenSnapshot::isReady))
                .map(Copies::labels)
                .orElse(Map.of())
                .forEach((name, value) -> {
                    if (name.contains(".kubevirt.io/") && !name.contains("cdi.kubevirt.io/")) {
                        labels.put(name, value);
                    }
                });
        return labels;
    }
}
