package dev.slipway.operator.snapshot;

import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.DataVolumeTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatusBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeRestore;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotStatus;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.JsonPatches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Brings virtual machines back to what their snapshots hold: claims from the storage's snapshots, then the machine itself. */
public final class RestoreReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(2);
    private static final String STOP =
            "Waiting for target VM to be powered off. Please stop the restore target to proceed" + " with restore";

    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final GuestActions guests;
    private final VolumeSnapshots storage;

    /** Makes the reconciler. */
    public RestoreReconciler(
            KubernetesClient client, Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.guests = new GuestActions(client);
        this.storage = new VolumeSnapshots(client, writer);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return RestoreScope.read(caches, key, clock.instant()).map(this::look).orElse(new Outcome.Done());
    }

    private Outcome look(RestoreScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.restore(), Copies.withFinalizer(scope.restore(), SnapshotNames.RESTORE));
            return new Outcome.Done();
        }
        if (scope.isComplete() || scope.hasFailed()) {
            release(scope);
            return new Outcome.Done();
        }
        if (adopt(scope)) {
            return new Outcome.Done();
        }
        Optional<String> missing = missing(scope);
        if (missing.isPresent()) {
            return wait(scope, missing.get());
        }
        if (scope.target().isPresent() && !scope.isApplied()) {
            Optional<Outcome> held = ready(scope, scope.target().get());
            if (held.isPresent()) {
                return held.get();
            }
        }
        try {
            return proceed(scope);
        } catch (IllegalArgumentException e) {
            return fail(scope, String.valueOf(e.getMessage()));
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return wait(scope, Refusals.sentence(e));
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
        String name = scope.restore().getSpec().virtualMachineSnapshotName() + "";
        if (scope.snapshot().isEmpty()) {
            return Optional.of("VMSnapshot " + name + " does not exist");
        }
        boolean ready = Optional.ofNullable(scope.snapshot().get().getStatus())
                .map(VirtualMachineSnapshotStatus::readyToUse)
                .orElse(false);
        return ready && scope.saved().isPresent()
                ? Optional.empty()
                : Optional.of("VMSnapshot " + name + " is not ready to use");
    }

    /** Returns what to do before the target can be changed; nothing if it can. */
    private Optional<Outcome> ready(RestoreScope scope, VirtualMachine target) {
        if (scope.isHeld() && scope.instance().isEmpty()) {
            return Optional.empty();
        }
        if (scope.instance().isPresent()) {
            return Optional.of(stop(scope));
        }
        if (scope.holder().isPresent()) {
            return Optional.of(wait(scope, "Restore " + scope.holder().get() + " of the target is in progress"));
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
        progress(scope, Condition.TRUE, "Initializing VirtualMachineRestore");
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
                progress(scope, Condition.FALSE, "Automatically stopping restore target for restore operation");
            }
            case "WaitEventually" -> {
                tellOnce(scope);
                progress(scope, Condition.FALSE, STOP);
            }
            default -> {
                if (grace.isNegative()) {
                    return fail(
                            scope,
                            "Restore target failed to be ready within 5m0s. Please power off the target VM before"
                                    + " attempting restore");
                }
                tellOnce(scope);
                progress(scope, Condition.FALSE, STOP + ", or the operation will fail after 5m0s");
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

    private Outcome proceed(RestoreScope scope) {
        if (scope.status().restores() == null && !scope.backups().isEmpty()) {
            List<VolumeRestore> plan = RestoredClaim.plan(scope);
            writer.status(
                    scope.restore(),
                    scope.restore().getStatus(),
                    VirtualMachineRestoreStatusBuilder.builder(scope.status())
                            .complete(false)
                            .restores(plan)
                            .build());
            return new Outcome.Again(SOON);
        }
        if (!claimsExist(scope)) {
            progress(scope, Condition.TRUE, "Creating new PVCs");
            return new Outcome.Again(SOON);
        }
        Optional<String> waiting = scope.claims().values().stream()
                .filter(claim -> !UsedClaim.isBound(claim) && !isLate(claim))
                .map(claim -> claim.getMetadata().getName())
                .findFirst();
        if (waiting.isPresent()) {
            progress(scope, Condition.TRUE, "Waiting for new PVCs");
            return new Outcome.Again(SOON);
        }
        if (!scope.isApplied()) {
            apply(scope);
            progress(scope, Condition.TRUE, "Updating target spec");
            return new Outcome.Again(SOON);
        }
        return complete(scope);
    }

    private boolean isLate(PersistentVolumeClaim claim) {
        return Optional.ofNullable(claim.getSpec().getStorageClassName())
                .flatMap(name -> Caches.find(caches.storageClasses(), new ObjectKey("", name)))
                .filter(storage -> "WaitForFirstConsumer".equals(storage.getVolumeBindingMode()))
                .isPresent();
    }

    /** Makes those that are missing; one that is restored in place of another waits until that is gone. */
    private boolean claimsExist(RestoreScope scope) {
        boolean all = true;
        for (VolumeRestore restored : scope.restores()) {
            PersistentVolumeClaim claim = scope.claims().get(restored.persistentVolumeClaim() + "");
            if (claim == null) {
                make(scope, restored);
                all = false;
            } else if (!scope.name().equals(Copies.annotations(claim).get(SnapshotNames.RESTORE_NAME))) {
                clear(scope, claim);
                all = false;
            }
        }
        return all;
    }

    private void clear(RestoreScope scope, PersistentVolumeClaim claim) {
        if (!scope.isInPlace()) {
            throw new IllegalArgumentException(
                    "The claim " + claim.getMetadata().getName()
                            + " exists and was not made by this restore. Name another in spec.volumeRestoreOverrides, or remove it.");
        }
        if (claim.getMetadata().getDeletionTimestamp() == null) {
            writer.delete(claim, Optional.empty());
        }
    }

    private void make(RestoreScope scope, VolumeRestore restored) {
        VolumeBackup backup = scope.backups().stream()
                .filter(found -> Objects.equals(found.volumeName(), restored.volumeName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The snapshot no longer holds volume " + restored.volumeName() + "."));
        Optional<Quantity> size = storage.find(scope.namespace(), restored.volumeSnapshotName() + "")
                .map(VolumeSnapshot::getStatus)
                .map(VolumeSnapshotStatus::restoreSize)
                .map(Quantity::new);
        writer.createIfAbsent(RestoredClaim.of(scope, restored, backup, size));
    }

    private void apply(RestoreScope scope) {
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

    /** What is deleted is told before it is: afterwards nobody would know. */
    private Outcome complete(RestoreScope scope) {
        VirtualMachine target = scope.target().orElseThrow();
        List<DataVolume> old = old(scope, target);
        TreeSet<String> deleted = new TreeSet<>(
                Optional.ofNullable(scope.status().deletedDataVolumes()).orElse(List.of()));
        if (old.stream()
                .map(volume -> volume.getMetadata().getName())
                .map(deleted::add)
                .reduce(false, Boolean::logicalOr)) {
            writer.status(
                    scope.restore(),
                    scope.restore().getStatus(),
                    VirtualMachineRestoreStatusBuilder.builder(scope.status())
                            .deletedDataVolumes(List.copyOf(deleted))
                            .build());
            return new Outcome.Again(SOON);
        }
        old.forEach(volume -> writer.delete(volume, Optional.empty()));
        own(scope, target);
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, "Operation complete");
        conditions.ready(Condition.TRUE, "Operation complete");
        writer.status(
                scope.restore(),
                scope.restore().getStatus(),
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(true)
                        .restoreTime(Timestamps.format(scope.now()))
                        .conditions(conditions.list())
                        .build());
        events.normal(
                scope.restore(),
                "VirtualMachineRestoreComplete",
                "Successfully completed VirtualMachineRestore " + scope.name());
        release(scope);
        return new Outcome.Done();
    }

    /** DataVolumes that the machine had brought along and no longer names; their claims go with them. */
    private List<DataVolume> old(RestoreScope scope, VirtualMachine target) {
        Set<String> named =
                Optional.ofNullable(target.getSpec())
                        .map(VirtualMachineSpec::dataVolumeTemplates)
                        .orElse(List.of())
                        .stream()
                        .map(DataVolumeTemplateSpec::metadata)
                        .filter(Objects::nonNull)
                        .map(metadata -> metadata.getName())
                        .collect(Collectors.toSet());
        return caches.dataVolumes().getIndexer().list().stream()
                .filter(volume -> scope.namespace().equals(volume.getMetadata().getNamespace())
                        && Owners.controls(target, volume)
                        && !named.contains(volume.getMetadata().getName()))
                .toList();
    }

    /** Restored claims of no DataVolume go with the machine, unless they shall not. */
    private void own(RestoreScope scope, VirtualMachine target) {
        if ("None".equals(scope.restore().getSpec().volumeOwnershipPolicy())) {
            return;
        }
        for (VolumeRestore restored : scope.restores()) {
            PersistentVolumeClaim claim = scope.claims().get(restored.persistentVolumeClaim() + "");
            if (claim != null
                    && restored.dataVolumeName() == null
                    && Caches.controller(claim).isEmpty()) {
                writer.whole(
                        claim,
                        new PersistentVolumeClaimBuilder(claim)
                                .editMetadata()
                                .addToOwnerReferences(FreshInstance.owner(target))
                                .endMetadata()
                                .build());
            }
        }
    }

    private void release(RestoreScope scope) {
        scope.target()
                .filter(target -> scope.isHeld() && target.getStatus() != null)
                .ifPresent(target -> writer.status(
                        target,
                        target.getStatus(),
                        VirtualMachineStatusBuilder.builder(target.getStatus())
                                .restoreInProgress(null)
                                .build()));
    }

    private Outcome end(RestoreScope scope) {
        release(scope);
        if (scope.hasFinalizer()) {
            writer.whole(scope.restore(), Copies.withoutFinalizer(scope.restore(), SnapshotNames.RESTORE));
        }
        return new Outcome.Done();
    }

    private Outcome wait(RestoreScope scope, String why) {
        progress(scope, Condition.FALSE, why);
        return new Outcome.Again(LATER);
    }

    private Outcome fail(RestoreScope scope, String why) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(Condition.FALSE, why);
        conditions.ready(Condition.FALSE, why);
        conditions.failure(why);
        events.warning(
                scope.restore(), "VirtualMachineRestoreError", "VirtualMachineRestore encountered error: " + why);
        write(scope, conditions);
        release(scope);
        return new Outcome.Done();
    }

    private void progress(RestoreScope scope, String progressing, String reason) {
        StorageConditions conditions = new StorageConditions(scope.status().conditions(), scope.now());
        conditions.progressing(progressing, reason);
        conditions.ready(
                Condition.FALSE, Condition.TRUE.equals(progressing) ? "Waiting for target to be restored" : reason);
        write(scope, conditions);
    }

    private void write(RestoreScope scope, StorageConditions conditions) {
        writer.status(
                scope.restore(),
                scope.restore().getStatus(),
                VirtualMachineRestoreStatusBuilder.builder(scope.status())
                        .complete(false)
                        .conditions(conditions.list())
                        .build());
    }
}
