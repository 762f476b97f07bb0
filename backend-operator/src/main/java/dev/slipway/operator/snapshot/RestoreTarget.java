package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.cluster.Copies;
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
    private static final String STOP =
            "Waiting for target VM to be powered off. Please stop the restore target to proceed" + " with restore";
    private static final String STILL_THERE =
            "Restore target VMI still exists, please stop the restore target to proceed with restore";
    private static final String STOPPING = "Automatically stopping restore target for restore operation";

    private final KubernetesClient client;
    private final ObjectWriter writer;
    private final RestoreStatus status;
    private final GuestActions guests;
    private final SizeRevisions sizes;

    RestoreTarget(KubernetesClient client, ObjectWriter writer, RestoreStatus status) {
        this.client = client;
        this.writer = writer;
        this.status = status;
        this.guests = new GuestActions(client);
        this.sizes = new SizeRevisions(client, writer);
    }

    /** Holds the target; returns what to do before it can be changed, nothing if it can. */
    Optional<Outcome> hold(RestoreScope scope, VirtualMachine target) {
        if (scope.isHeld()) {
            return Optional.empty();
        }
        if (scope.holder().isPresent()) {
            return Optional.of(
                    status.trouble(scope, "vm restore " + scope.holder().get() + " in progress"));
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
        return Optional.of(new Outcome.Again(SOON));
    }

    /** The target's guest must have ended before: sees to that as the restore says. */
    Outcome stop(RestoreScope scope) {
        return switch (scope.policy()) {
            case "FailImmediate" -> fail(scope, "Restore target VMI must be powered off before restore operation");
            case "StopTarget" -> {
                if (scope.instance().orElseThrow().getMetadata().getDeletionTimestamp() == null) {
                    guests.stop(ObjectKey.of(scope.target().orElseThrow()));
                }
                yield status.wait(scope, STOPPING, STOPPING);
            }
            case "WaitEventually" -> status.wait(scope, STOP, STILL_THERE);
            default ->
                scope.grace().isNegative()
                        ? fail(
                                scope,
                                "Restore target failed to be ready within 5m0s. Please power off the target VM before"
                                        + " attempting restore")
                        : status.wait(scope, STOP + ", or the operation will fail after 5m0s", STILL_THERE);
        };
    }

    /** Makes the machine what the snapshot holds. */
    void apply(RestoreScope scope) {
        if (scope.target().isPresent()) {
            VirtualMachine target = scope.target().get();
            VirtualMachine restored = RestoredMachine.over(target, scope);
            restored.setSpec(sizes.restored(
                    scope, RestoreScope.targetName(scope.restore()), restored.getSpec(), scope.target()));
            writer.whole(target, restored);
            return;
        }
        VirtualMachine made = JsonPatches.apply(
                client.getKubernetesSerialization(), patches(scope), RestoredMachine.anew(scope), VirtualMachine.class);
        made.setSpec(sizes.restored(scope, RestoreScope.targetName(scope.restore()), made.getSpec(), Optional.empty()));
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

    /** What came with a new machine goes with it. */
    void adopt(VirtualMachine target) {
        sizes.giveTo(target);
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
                                .memoryDumpRequest(null)
                                .build()));
    }
}
