package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.JsonPatches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine that a restore is for: held and stopped before it is changed, changed, let go of. */
final class RestoreTarget {
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final String STOP =
            "Waiting for target VM to be powered off. Please stop the restore target to proceed" + " with restore";

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final Events events;
    private final RestoreStatus status;
    private final GuestActions guests;

    RestoreTarget(KubernetesClient client, ObjectWriter writer, Events events, RestoreStatus status) {
        this.client = client;
        this.writer = writer;
        this.events = events;
        this.status = status;
        this.guests = new GuestActions(client);
    }

    /** Returns what to do before the target can be changed; nothing if it can. */
    Optional<Outcome> ready(RestoreScope scope, VirtualMachine target) {
        if (scope.isHeld() && scope.instance().isEmpty()) {
            return Optional.empty();
        }
        if (scope.instance().isPresent()) {
            return Optional.of(stop(scope));
        }
        if (scope.holder().isPresent()) {
            return Optional.of(status.wait(scope, "Restore " + scope.holder().get() + " of the target is in progress"));
        }
        if (target.getStatus() == null) {
            return Optional.of(new Outcome.Again(SOON));
        }
        writer.status(
                target,
                target.getStatus(),
                VirtualMachineStatusBuilder.builder(target.getStatus())
                        .restoreInProgress(scope.name())
                        .build());
        status.progress(scope, Condition.TRUE, "Initializing VirtualMachineRestore");
        return Optional.of(new Outcome.Again(SOON));
    }

    private Outcome stop(RestoreScope scope) {
        Duration grace = scope.grace();
        switch (scope.policy()) {
            case "FailImmediate" -> {
                return fail(scope, "Restore target VM must be powered off before restore");
            }
            case "StopTarget" -> {
                if (scope.instance().orElseThrow().getMetadata().getDeletionTimestamp() == null) {
                    guests.stop(ObjectKey.of(scope.target().orElseThrow()));
                }
                status.progress(scope, Condition.FALSE, "Automatically stopping restore target for restore operation");
            }
            case "WaitEventually" -> {
                tellOnce(scope);
                status.progress(scope, Condition.FALSE, STOP);
            }
            default -> {
                if (grace.isNegative()) {
                    return fail(
                            scope,
                            "Restore target failed to be ready within 5m0s. Please power off the target VM before"
                                    + " attempting restore");
                }
                tellOnce(scope);
                status.progress(scope, Condition.FALSE, STOP + ", or the operation will fail after 5m0s");
            }
        }
        return new Outcome.Again(LATER);
    }

    private void tellOnce(RestoreScope scope) {
        boolean told = Optional.ofNullable(scope.status().conditions()).orElse(List.of()).stream()
                .anyMatch(condition -> (condition.reason() + "").startsWith(STOP));
        if (!told) {
            events.warning(
                    scope.restore(),
                    "RestoreTargetNotReady",
                    "Restore target VMI still exists, please stop the restore target to proceed with restore");
        }
    }

    /** Makes the machine what the snapshot holds. */
    void apply(RestoreScope scope) {
        if (scope.target().isPresent()) {
            VirtualMachine target = scope.target().get();
            writer.whole(target, RestoredMachine.over(target, scope));
            return;
        }
        VirtualMachine made = JsonPatches.apply(
                client.getKubernetesSerialization(), patches(scope), RestoredMachine.anew(scope), VirtualMachine.class);
        made.setMetadata(RestoredMachine.metadata(scope, Copies.labels(made), Copies.annotations(made)));
        writer.createIfAbsent(made);
    }

    /** Those of clones are no field, since KubeVirt's admission takes only part of what patches can say. */
    private static List<String> patches(RestoreScope scope) {
        List<String> patches = new ArrayList<>(
                JsonPatches.list(Copies.annotations(scope.restore()).getOrDefault(SlipwayNames.RESTORE_PATCHES, "[]")));
        patches.addAll(Optional.ofNullable(scope.restore().getSpec().patches()).orElse(List.of()));
        return patches;
    }

    /** Ends the restore for good, with the reason. */
    Outcome fail(RestoreScope scope, String why) {
        status.fail(scope, why);
        release(scope);
        return new Outcome.Done();
    }

    /** Lets go of it, if this restore holds it. */
    void release(RestoreScope scope) {
        scope.target()
                .filter(target -> scope.isHeld() && target.getStatus() != null)
                .ifPresent(target -> writer.status(
                        target,
                        target.getStatus(),
                        VirtualMachineStatusBuilder.builder(target.getStatus())
                                .restoreInProgress(null)
                                .build()));
    }
}
