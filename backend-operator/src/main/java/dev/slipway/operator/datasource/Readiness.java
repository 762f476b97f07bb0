package dev.slipway.operator.datasource;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.cluster.DataVolumeState;
import dev.slipway.operator.cluster.TakenSnapshot;
import java.util.Optional;

/**
 * Whether the disk that a DataSource leads to can be cloned now; reasons as in CDI.
 *
 * @param ready whether it can
 * @param reason one word on that
 * @param message one sentence on that
 */
record Readiness(boolean ready, String reason, String message) {

    static Readiness of(DataSourceScope scope) {
        return switch (scope.resolved()) {
            case ResolvedSource.Broken broken ->
                new Readiness(false, broken.problem().reason(), broken.problem().message());
            case ResolvedSource.Snapshot leads ->
                scope.snapshot()
                        .map(snapshot -> ofSnapshot(leads, snapshot))
                        .orElseGet(() -> new Readiness(
                                false,
                                "NotFound",
                                "Snapshot " + leads.key()
                                        + " does not exist, so there is no disk to clone; take it, or name another."));
            case ResolvedSource.Claim claim ->
                scope.volume()
                        .map(volume -> ofVolume(claim, volume))
                        .orElseGet(() -> scope.claim().isPresent() ? consumable() : missing(claim));
        };
    }

    private static Readiness ofVolume(ResolvedSource.Claim claim, DataVolume volume) {
        return switch (DataVolumeState.of(volume)) {
            case FILLED -> consumable();
            case FAILED ->
                new Readiness(
                        false,
                        "Failed",
                        "DataVolume " + claim.key() + " failed, so there is no disk to clone: "
                                + DataVolumeState.why(volume));
            case FILLING, WAITS_FOR_CONSUMER -> {
                String phase = Optional.ofNullable(volume.getStatus())
                        .map(DataVolumeStatus::phase)
                        .filter(text -> !text.isEmpty())
                        .orElse("Pending");
                yield new Readiness(false, phase, "Import DataVolume phase " + phase);
            }
        };
    }

    private static Readiness ofSnapshot(ResolvedSource.Snapshot leads, VolumeSnapshot snapshot) {
        return TakenSnapshot.isReady(snapshot)
                ? consumable()
                : new Readiness(
                        false,
                        "SnapshotNotReady",
                        "Snapshot " + leads.key() + " is not ready"
                                + TakenSnapshot.error(snapshot)
                                        .map(cause -> ": " + cause)
                                        .orElse(" yet."));
    }

    private static Readiness consumable() {
        return new Readiness(true, "Ready", "DataSource is ready to be consumed");
    }

    private static Readiness missing(ResolvedSource.Claim claim) {
        return new Readiness(
                false,
                "NotFound",
                "PVC " + claim.key()
                        + " does not exist, so there is no disk to clone; create a DataVolume of this name.");
    }
}
