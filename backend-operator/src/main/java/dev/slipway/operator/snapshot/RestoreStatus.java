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
import java.util.Optional;
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

    /** Says that it has been seen. */
    void begin(RestoreScope scope) {
        progress(scope, "Initializing VirtualMachineRestore", "Initializing VirtualMachineRestore");
    }

    /** Says that it works on claims. */
    void claims(RestoreScope scope) {
        progress(scope, "Creating new PVCs", "Waiting for new PVCs");
    }

    /** Says that it works on the target. */
    void target(RestoreScope scope) {
        progress(scope, "Updating target spec", "Waiting for target update");
    }

    private void progress(RestoreScope scope, String progressing, String ready) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.TRUE, progressing);
        conditions.ready(Condition.FALSE, ready);
        write(scope, conditions);
    }

    /** Says what it waits for, the first time also by an event; returns when to look again. */
    Outcome wait(RestoreScope scope, String why, String event) {
        return hold(scope, why, "RestoreTargetNotReady", event);
    }

    /** Says what is wrong and may pass, the first time also by an event; returns when to look again. */
    Outcome trouble(RestoreScope scope, String why) {
        return hold(scope, why, "VirtualMachineRestoreError", "VirtualMachineRestore encountered error " + why);
    }

    private Outcome hold(RestoreScope scope, String why, String reason, String event) {
        boolean told = Optional.ofNullable(scope.status().conditions()).orElse(List.of()).stream()
                .anyMatch(condition -> why.equals(condition.reason()));
        if (!told) {
            events.warning(scope.restore(), reason, event);
        }
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, why);
        conditions.ready(Condition.FALSE, why);
        write(scope, conditions);
        return new Outcome.Again(LATER);
    }

    /** Says that it has failed for good. */
    void fail(RestoreScope scope, String why) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, why);
        conditions.ready(Condition.FALSE, why);
        conditions.failure(why);
        // The reason is a word of KubeVirt's, spaces included.
        events.warning(scope.restore(), "Operation failed", "VirtualMachineRestore failed " + why);
        write(scope, conditions);
    }

    /** Says what will be restored into which claim. */
    void plan(RestoreScope scope, List<VolumeRestore> plan) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.TRUE, "Creating new PVCs");
        conditions.ready(Condition.FALSE, "Waiting for new PVCs");
        write(
                scope,
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(false)
                        .conditions(conditions.list())
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
