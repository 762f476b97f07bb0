package dev.slipway.operator.datavolume;

import dev.slipway.api.cdi.DataVolumeCondition;
import dev.slipway.api.cdi.DataVolumeStatus;
import dev.slipway.api.cdi.DataVolumeStatusBuilder;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.UsedClaim;
import java.util.Optional;

/** The status of a DataVolume, from how far its filling is. */
final class FillingStatus {
    static final String BOUND = "Bound";

    private FillingStatus() {}

    static DataVolumeStatus of(DataVolumeScope scope, DataVolumeProgress progress, int restarts) {
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), FillingStatus::neutral, scope.now());
        // As in CDI: why there is no claim is said of the claim.
        boolean claimless = scope.claim().isEmpty() && !progress.reason().isEmpty();
        bound(scope, claimless ? Optional.of(progress) : Optional.empty(), conditions);
        boolean ready = DataVolumeDecision.SUCCEEDED.equals(progress.phase())
                && scope.claim().isPresent();
        conditions.set(
                "Ready",
                ready ? Condition.TRUE : Condition.FALSE,
                progress.running() ? "TransferRunning" : claimless ? progress.reason() : "",
                claimless ? progress.message() : "");
        conditions.set(
                "Running",
                progress.running() ? Condition.TRUE : Condition.FALSE,
                progress.reason(),
                progress.message());
        return DataVolumeStatusBuilder.builder(scope.status())
                .claimName(DataVolumeNames.claim(scope.volume()))
                .phase(progress.phase())
                .progress(progress.progress())
                .restartCount(restarts == 0 ? scope.status().restartCount() : Integer.valueOf(restarts))
                .conditions(conditions.list(FillingStatus::form))
                .build();
    }

    private static void bound(DataVolumeScope scope, Optional<DataVolumeProgress> whyNoClaim, ConditionSet conditions) {
        if (scope.claim().isEmpty()) {
            conditions.set(
                    BOUND,
                    Condition.FALSE,
                    whyNoClaim.map(DataVolumeProgress::reason).orElse("NotFound"),
                    whyNoClaim.map(DataVolumeProgress::message).orElse("No PVC found"));
            return;
        }
        String phase = UsedClaim.phase(scope.claim().get());
        String plain = "PVC " + DataVolumeNames.claim(scope.volume()) + " " + phase;
        conditions.set(
                BOUND,
                BOUND.equals(phase) ? Condition.TRUE : Condition.FALSE,
                phase,
                whyPending(scope).map(why -> "target " + plain + " and " + why).orElse(plain));
    }

    /** What Kubernetes says of the claim in an event, and CDI repeats. */
    private static Optional<String> whyPending(DataVolumeScope scope) {
        return scope.missingClass()
                .map(name -> "storageclass.storage.k8s.io \"" + name + "\" not found")
                .or(() -> Optional.of("waiting for first consumer to be created before binding")
                        .filter(_ -> scope.waitsForConsumer()));
    }

    private static Condition neutral(DataVolumeCondition condition) {
        return new Condition(
                condition.type() + "",
                condition.status() + "",
                Optional.ofNullable(condition.reason()).orElse(""),
                Optional.ofNullable(condition.message()).orElse(""),
                condition.lastHeartbeatTime(),
                condition.lastTransitionTime());
    }

    private static DataVolumeCondition form(Condition condition) {
        return new DataVolumeCondition(
                condition.probed(),
                condition.turned(),
                condition.message() == null || condition.message().isEmpty() ? null : condition.message(),
                condition.reason() == null || condition.reason().isEmpty() ? null : condition.reason(),
                condition.status(),
                condition.type(),
                null);
    }
}
