package dev.slipway.operator.snapshot;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Brings virtual machines back to what their snapshots hold: claims from the storage's snapshots, then the machine itself. */
public final class RestoreReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(250);

    private final Caches caches;
    private final ObjectWriter writer;
    private final InstantSource clock;
    private final RestoreStatus status;
    private final RestoreTarget target;
    private final RestoredClaims claims;

    /** Makes the reconciler. */
    public RestoreReconciler(
            KubernetesClient client, Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.clock = clock;
        this.status = new RestoreStatus(writer, events);
        this.target = new RestoreTarget(client, writer, status);
        this.claims = new RestoredClaims(caches, writer, new VolumeSnapshots(client, writer));
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return RestoreScope.read(caches, key, clock.instant()).map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(RestoreScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (scope.restore().getStatus() == null) {
            status.begin(scope);
            return new Outcome.Done();
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.restore(), Copies.withFinalizer(scope.restore(), SnapshotNames.RESTORE));
            return new Outcome.Done();
        }
        if (scope.isComplete() || scope.hasFailed()) {
            target.release(scope);
            return new Outcome.Done();
        }
        if (adopt(scope)) {
            return new Outcome.Done();
        }
        if (scope.target().isPresent() && !scope.isApplied() && scope.instance().isPresent()) {
            return target.stop(scope);
        }
        Optional<String> missing = missing(scope);
        if (missing.isPresent()) {
            return status.trouble(scope, missing.get());
        }
        if (scope.target().isPresent() && !scope.isApplied()) {
            Optional<Outcome> held = target.hold(scope, scope.target().get());
            if (held.isPresent()) {
                return held.get();
            }
        }
        try {
            return proceed(scope);
        } catch (IllegalArgumentException e) {
            return target.fail(scope, String.valueOf(e.getMessage()));
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return status.trouble(scope, Refusals.sentence(e));
        }
    }

    /** It goes with its target. */
    private boolean adopt(RestoreScope scope) {
        if (scope.target().isEmpty() || Caches.controller(scope.restore()).isPresent()) {
            return false;
        }
        writer.whole(
                scope.restore(),
                Copies.withController(
                        scope.restore(), FreshInstance.owner(scope.target().get())));
        return true;
    }

    private static Optional<String> missing(RestoreScope scope) {
        String name = "VMSnapshot " + scope.namespace() + "/"
                + scope.restore().getSpec().virtualMachineSnapshotName();
        if (scope.snapshot().isEmpty()) {
            return Optional.of(name + " does not exist");
        }
        Optional<VirtualMachineSnapshotStatus> found =
                Optional.ofNullable(scope.snapshot().get().getStatus());
        if (found.map(VirtualMachineSnapshotStatus::phase)
                .filter("Failed"::equals)
                .isPresent()) {
            return Optional.of(name + " failed and is invalid to use");
        }
        boolean ready = found.map(VirtualMachineSnapshotStatus::readyToUse).orElse(false);
        if (!ready || scope.saved().isEmpty()) {
            return Optional.of(name + " not ready");
        }
        return found.map(VirtualMachineSnapshotStatus::sourceUID)
                .filter(source -> scope.target()
                        .filter(target -> !scope.isApplied()
                                && !source.equals(target.getMetadata().getUid()))
                        .isPresent())
                .map(_ -> "restore source and restore target are different but restore target already exists");
    }

    private Outcome proceed(RestoreScope scope) {
        if (scope.status().restores() == null && !scope.backups().isEmpty()) {
            status.plan(scope, RestoredClaim.plan(scope));
            return new Outcome.Again(SOON);
        }
        if (!claims.exist(scope)) {
            status.claims(scope);
            return new Outcome.Again(SOON);
        }
        if (claims.wait(scope)) {
            status.claims(scope);
            return new Outcome.Again(SOON);
        }
        if (!scope.isApplied()) {
            target.apply(scope);
            status.target(scope);
            return new Outcome.Again(SOON);
        }
        return complete(scope);
    }

    private Outcome complete(RestoreScope scope) {
        VirtualMachine machine = scope.target().orElseThrow();
        List<DataVolume> old = claims.old(scope, machine);
        TreeSet<String> deleted = new TreeSet<>(
                Optional.ofNullable(scope.status().deletedDataVolumes()).orElse(List.of()));
        if (deleted.addAll(
                old.stream().map(volume -> volume.getMetadata().getName()).toList())) {
            status.deletes(scope, deleted);
            return new Outcome.Again(SOON);
        }
        old.forEach(volume -> writer.delete(volume, Optional.empty()));
        claims.giveTo(scope, machine);
        target.adopt(machine);
        status.complete(scope);
        target.release(scope);
        return new Outcome.Done();
    }

    private Outcome end(RestoreScope scope) {
        target.release(scope);
        if (scope.hasFinalizer()) {
            writer.whole(scope.restore(), Copies.withoutFinalizer(scope.restore(), SnapshotNames.RESTORE));
        }
        return new Outcome.Done();
    }
}
