package dev.slipway.operator.vm;

import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Has all machines looked at when there are other VolumeSnapshotClasses than before: what their status says of snapshots
 * depends on them. They are asked for, not watched, as a cluster may not have their kind.
 */
public final class SnapshotClassNews implements Reconciler {
    /** What there is one of. */
    public static final ObjectKey ALL = new ObjectKey("", "all");

    /** As seldom as the classes are listed for those who ask. */
    private static final Duration AGAIN = Duration.ofSeconds(21);

    private final SnapshotClasses classes;
    private final Caches caches;
    private final Consumer<ObjectKey> machines;

    /** Tells of the machines to look at. */
    public SnapshotClassNews(SnapshotClasses classes, Caches caches, Consumer<ObjectKey> machines) {
        this.classes = classes;
        this.caches = caches;
        this.machines = machines;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        if (classes.haveChanged()) {
            caches.machines().getIndexer().list().forEach(machine -> machines.accept(ObjectKey.of(machine)));
        }
        return new Outcome.Again(AGAIN);
    }
}
