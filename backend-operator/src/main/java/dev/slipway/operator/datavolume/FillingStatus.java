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
    private static final String BOUND = "Bound";

    private FillingStatus() {}

    static DataVolumeStatus of(DataVolumeScope scope, DataVolumeProgress progress, int restarts) {
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), FillingStatus::neutral, scope.now());
        bound(scope, conditions);
        boolean ready = DataVolumeDecision.SUCCEEDED.equals(progress.phase())
                && scope.claim().isPresent();
        conditions.set(
                "Ready", ready ? Condition.TRUE : Condition.FALSE, progress.running() ? "TransferRunning" : "", "");
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

    private static void bound(DataVolumeScope scope, ConditionSet conditions) {
        String name = DataVolumeNames.claim(scope.volume());
        if (scope.claim().isEmpty()) {
            conditions.set(BOUND, Condition.FALSE, "NotFound", "No PVC found");
            return;
        }
        String phase = UsedClaim.phase(scope.claim().get());
        conditions.set(
                BOUND, BOUND.equals(phase) ? Condition.TRUE : Condition.FALSE, phase, "PVC " + name + " " + phase);
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
