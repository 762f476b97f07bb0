package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatusBuilder;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Writes how a restore stands: its conditions, what it restores and what it deletes. */
final class RestoreStatus {
    private static final Duration LATER = Duration.ofSeconds(2);

    private final ObjectWriter writer;
    private final Events events;

    RestoreStatus(ObjectWriter writer, Events events) {
        this.writer = writer;
        this.events = events;
    }

    /** Says how far it is. */
    void progress(RestoreScope scope, String progressing, String reason) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(progressing, reason);
        conditions.ready(
                Condition.FALSE, Condition.TRUE.equals(progressing) ? "Waiting for target to be restored" : reason);
        write(scope, conditions);
    }

    /** Says what it waits for; returns when to look again. */
    Outcome wait(RestoreScope scope, String why) {
        progress(scope, Condition.FALSE, why);
        return new Outcome.Again(LATER);
    }

    /** Says that it has failed for good. */
    void fail(RestoreScope scope, String why) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, why);
        conditions.ready(Condition.FALSE, why);
        conditions.failure(why);
        events.warning(
                scope.restore(), "VirtualMachineRestoreError", "VirtualMachineRestore encountered error: " + why);
        write(scope, conditions);
    }

    /** Says what will be restored into which claim. */
    void plan(RestoreScope scope, List<VolumeRestore> plan) {
        write(
                scope,
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(false)
                        .restores(plan)
                        .build());
    }

    /** Says which DataVolumes go. What is deleted is told before it is: afterwards nobody would know. */
    void deletes(RestoreScope scope, Set<String> dataVolumes) {
        write(
                scope,
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .deletedDataVolumes(List.copyOf(dataVolumes))
                        .build());
    }

    /** Says that the target is what the snapshot holds. */
    void complete(RestoreScope scope) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, "Operation complete");
        conditions.ready(Condition.TRUE, "Operation complete");
        write(
                scope,
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(true)
                        .restoreTime(Timestamps.format(scope.now()))
                        .conditions(conditions.list())
                        .build());
        events.normal(
                scope.restore(),
                "VirtualMachineRestoreComplete",
                "Successfully completed VirtualMachineRestore " + scope.name());
    }

    private void write(RestoreScope scope, StorageConditions conditions) {
        write(
                scope,
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(false)
                        .conditions(conditions.list())
                        .build());
    }

    private void write(RestoreScope scope, VirtualMachineRestoreStatus next) {
        writer.status(scope.restore(), scope.restore().getStatus(), next);
    }
}
