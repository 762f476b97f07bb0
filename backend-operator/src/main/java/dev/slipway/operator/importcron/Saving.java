package dev.slipway.operator.importcron;

import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.cluster.TakenSnapshot;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.Optional;

/** What is to be done about the snapshot of the newest import. */
sealed interface Saving {
    /** Nothing: imports are kept as claims, or there is none. */
    record None() implements Saving {}

    /** Take it of this claim, which is filled. */
    record Take(PersistentVolumeClaim claim) implements Saving {}

    /** Its storage has not taken it yet. */
    record Taking(VolumeSnapshot snapshot) implements Saving {}

    /** It is there, and what it was taken of has to go. */
    record Taken(VolumeSnapshot snapshot) implements Saving {}

    /** It is to go itself: imports are kept as claims now, or as snapshots of another class. */
    record Drop(VolumeSnapshot snapshot) implements Saving {}

    /** Decides. Source: CDI v1.66, {@code dataimportcron-controller.go}, {@code handleSnapshot} and {@code update}. */
    static Saving of(ImportCronScope scope) {
        Optional<VolumeSnapshot> snapshot = scope.snapshot().filter(found -> !ImportedVolume.isGoing(found));
        boolean claimIsThere = Importing.isImported(scope) && isOfClass(scope);
        if (snapshot.isPresent() && !claimIsThere && isOutdated(scope, snapshot.get())) {
            return new Drop(snapshot.get());
        }
        if (!scope.format().snapshots()) {
            return new None();
        }
        if (snapshot.isPresent()) {
            return TakenSnapshot.isReady(snapshot.get()) ? new Taken(snapshot.get()) : new Taking(snapshot.get());
        }
        return scope.claim().filter(_ -> claimIsThere).<Saving>map(Take::new).orElseGet(None::new);
    }

    /** While the claims of another class go, no snapshot is taken of them. */
    private static boolean isOfClass(ImportCronScope scope) {
        return scope.claim()
                .map(claim -> claim.getSpec().getStorageClassName())
                .filter(name -> !name.equals(scope.storageClass().orElse(name)))
                .isEmpty();
    }

    private static boolean isOutdated(ImportCronScope scope, VolumeSnapshot snapshot) {
        if (!scope.format().known()) {
            return false;
        }
        boolean ofAnotherClass = scope.format()
                .snapshotClass()
                .filter(wanted -> !wanted.equals(snapshot.getSpec().volumeSnapshotClassName()))
                .isPresent();
        return !scope.format().snapshots() || ofAnotherClass;
    }
}
