package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of a snapshot or a restore. */
final class StorageConditions {
    private final ConditionSet conditions;

    StorageConditions(@Nullable List<Condition> before, Instant now) {
        conditions = ConditionSet.of(before, now);
    }

    void progressing(String status, String reason) {
        conditions.set("Progressing", status, reason, null);
    }

    void ready(String status, String reason) {
        conditions.set("Ready", status, reason, null);
    }

    void failure(String reason) {
        conditions.set("Failure", dev.slipway.operator.cluster.Condition.TRUE, reason, null);
    }

    List<Condition> list() {
        return conditions.listUnprobed(Condition::new);
    }
}
