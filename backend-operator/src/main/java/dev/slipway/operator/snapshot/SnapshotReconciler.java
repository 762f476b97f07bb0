package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatus;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.GuestActions;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.cluster.SnapshotSupport;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import dev.slipway.operator.vm.StartRevisions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes snapshots of virtual machines: holds the machine, brings its guest to rest, has the storage save each claim. */
public final class SnapshotReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final Duration HELD_BACK = Duration.ofSeconds(1);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final SnapshotClasses classes;
    private final GuestActions guests;
    private final VolumeSnapshots storage;
    private final StartRevisions starts;
    private final SizeRevisions sizes;

    /** Makes the reconciler. */
    public SnapshotReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            SnapshotClasses classes,
            StartRevisions starts) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.classes = classes;
        this.guests = new GuestActions(client);
        this.storage = new VolumeSnapshots(client, writer);
        this.starts = starts;
        this.sizes = new SizeRevisions(client, writer);
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return SnapshotScope.read(caches, classes, key, clock.instant())
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(SnapshotScope scope) {
        if (scope.isDeleting()) {
            return end(scope);
        }
        if (scope.hasSucceeded()) {
            release(scope);
            return scope.isReady() || scope.content().isEmpty()
                    ? new Outcome.Done()
                    : take(scope, scope.content().get());
        }
        if (scope.hasFailed() || scope.isLate()) {
            return fail(scope);
        }
        if (!scope.hasFinalizer()) {
            writer.whole(scope.snapshot(), Copies.withFinalizer(scope.snapshot(), SnapshotNames.SNAPSHOT));
            return new Outcome.Done();
        }
        if (scope.machine().isEmpty()) {
            return wait(scope, "Source does not exist");
        }
        if (!scope.isHeld()) {
            return hold(scope, scope.machine().get());
        }
        if (scope.content().isEmpty()) {
            return begin(scope);
        }
        return take(scope, scope.content().get());
    }

    private Outcome fail(SnapshotScope scope) {
        if (!scope.hasFailed()) {
            thaw(scope);
            tell(scope, new SnapshotProgress.Late());
        }
        release(scope);
        dropContent(scope);
        return new Outcome.Done();
    }

    private Outcome wait(SnapshotScope scope, String why) {
        tell(scope, new SnapshotProgress.Waiting(why));
        return again(scope, LATER);
    }

    /** Until it is saved nobody starts, stops or changes it. */
    private Outcome hold(SnapshotScope scope, VirtualMachine machine) {
        Optional<String> obstacle = SourceObstacle.of(
                caches, machine, scope.name(), scope.instance().isPresent());
        if (obstacle.isPresent()) {
            tell(scope, new SnapshotProgress.Waiting(obstacle.get()));
            return again(scope, HELD_BACK);
        }
        if (machine.getStatus() == null) {
            return again(scope, SOON);
        }
        if (!machine.getMetadata().getFinalizers().contains(SnapshotNames.SOURCE)) {
            writer.whole(machine, Copies.withFinalizer(machine, SnapshotNames.SOURCE));
        } else {
            writer.status(
                    machine,
                    machine.getStatus(),
                    VirtualMachineStatusBuilder.builder(machine.getStatus())
                            .snapshotInProgress(scope.name())
                            .build());
        }
        return again(scope, SOON);
    }

    private Outcome begin(SnapshotScope scope) {
        if (mayKnowMore(scope)) {
            return again(scope, SOON);
        }
        VirtualMachine machine = scope.machine().orElseThrow();
        VirtualMachineSnapshotContent content = SnapshotContent.of(
                scope, sizes.captured(scope.snapshot(), machine.getMetadata().getName(), spec(scope, machine)));
        writer.createIfAbsent(content);
        events.normal(
                scope.snapshot(),
                "SuccessfulVirtualMachineSnapshotContentCreate",
                "Successfully created VirtualMachineSnapshotContent "
                        + content.getMetadata().getName());
        tell(scope, new SnapshotProgress.Taking());
        return again(scope, SOON);
    }

    /** A volume is left out for good, so not by what was known of storage before the snapshot was asked for. */
    private boolean mayKnowMore(SnapshotScope scope) {
        return scope.leavesOut() && (!classes.areOf(scope.made()) || scope.mayNotSeeStorage(caches));
    }

    /** A running machine is saved as what it was started from, with the disks that it has now. */
    private VirtualMachineSpec spec(SnapshotScope scope, VirtualMachine machine) {
        return scope.instance()
                .flatMap(starts::startOf)
                .map(started -> StartedMachine.withDisksOf(machine.getSpec(), started))
                .orElse(machine.getSpec());
    }

    private Outcome take(SnapshotScope scope, VirtualMachineSnapshotContent content) {
        Map<String, VolumeSnapshot> taken = new LinkedHashMap<>();
        List<VolumeBackup> backups =
                Optional.ofNullable(content.getSpec().volumeBackups()).orElse(List.of());
        backups.forEach(backup -> storage.find(content.getMetadata().getNamespace(), backup.volumeSnapshotName() + "")
                .ifPresent(found -> taken.put(backup.volumeSnapshotName() + "", found)));
        boolean fixed = ContentStatus.before(content).creationTime() != null;
        List<String> missing = backups.stream()
                .map(backup -> backup.volumeSnapshotName() + "")
                .filter(name -> !taken.containsKey(name))
                .toList();
        if (!missing.isEmpty() && !fixed) {
            return ask(scope, content, backups, taken);
        }
        VirtualMachineSnapshotContentStatus status = ContentStatus.of(content, taken.values(), missing, scope.now());
        if (status.creationTime() != null && !fixed) {
            Optional<String> trouble = thawed(scope);
            if (trouble.isPresent()) {
                return trouble(scope, content, trouble.get());
            }
        }
        writer.status(content, content.getStatus(), status);
        missing.forEach(name ->
                events.warning(content, "VolumeSnapshotMissing", "VolumeSnapshot " + name + " no longer exists"));
        if (status.creationTime() != null) {
            tell(scope, new SnapshotProgress.Taken(status));
            release(scope);
            boolean over = Boolean.TRUE.equals(status.readyToUse()) || !missing.isEmpty();
            return over ? new Outcome.Done() : new Outcome.Again(SOON);
        }
        tell(
                scope,
                status.error() == null
                        ? new SnapshotProgress.Taking()
                        : new SnapshotProgress.Troubled(status.error().message() + ""));
        return again(scope, SOON);
    }

    private Outcome trouble(SnapshotScope scope, VirtualMachineSnapshotContent content, String message) {
        writer.status(content, content.getStatus(), ContentStatus.troubled(content, message, scope.now()));
        tell(scope, new SnapshotProgress.Troubled(message));
        return again(scope, LATER);
    }

    /** Lets the guest go on; returns why what was saved is not at rest, if a guest of Windows has gone on by itself. */
    private Optional<String> thawed(SnapshotScope scope) {
        try {
            thaw(scope);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (!String.valueOf(e.getMessage()).contains(SnapshotIndication.FREEZE_LIMIT)) {
                throw e;
            }
            return Optional.of(Refusals.sentence(e));
        }
    }

    /** All at one moment: first the guest rests, then each claim is saved. */
    private Outcome ask(
            SnapshotScope scope,
            VirtualMachineSnapshotContent content,
            List<VolumeBackup> backups,
            Map<String, VolumeSnapshot> taken) {
        if (scope.mustFreeze()) {
            try {
                guests.freeze(instance(scope), scope.deadline().isZero() ? SnapshotScope.DEADLINE : scope.deadline());
            } catch (KubernetesClientException e) {
                return trouble(scope, content, Refusals.sentence(e));
            }
        }
        for (VolumeBackup backup : backups) {
            if (!taken.containsKey(backup.volumeSnapshotName() + "")) {
                storage.take(content, backup, snapshotClass(scope, backup));
                events.normal(
                        content,
                        "SuccessfulVolumeSnapshotCreate",
                        "Successfully created VolumeSnapshot " + backup.volumeSnapshotName());
            }
        }
        tell(scope, new SnapshotProgress.Taking());
        return again(scope, SOON);
    }

    private static Optional<String> snapshotClass(SnapshotScope scope, VolumeBackup backup) {
        return scope.volumes().stream()
                .filter(volume -> volume.volume().equals(backup.volumeName()))
                .findFirst()
                .flatMap(SnapshotSupport::snapshotClass);
    }

    private void thaw(SnapshotScope scope) {
        if (scope.mustFreeze() && scope.content().isPresent()) {
            guests.unfreeze(instance(scope));
        }
    }

    private static ObjectKey instance(SnapshotScope scope) {
        return ObjectKey.of(scope.instance().orElseThrow());
    }

    private void release(SnapshotScope scope) {
        if (scope.machine().isEmpty()) {
            return;
        }
        VirtualMachine machine = scope.machine().get();
        VirtualMachineStatus status = machine.getStatus();
        if (scope.isHeld() && status != null) {
            writer.status(
                    machine,
                    status,
                    VirtualMachineStatusBuilder.builder(status)
                            .snapshotInProgress(null)
                            .build());
        } else if (scope.holder().isEmpty()
                && machine.getMetadata().getFinalizers().contains(SnapshotNames.SOURCE)) {
            writer.whole(machine, Copies.withoutFinalizer(machine, SnapshotNames.SOURCE));
        }
    }

    private Outcome end(SnapshotScope scope) {
        if (!scope.hasFinalizer()) {
            return new Outcome.Done();
        }
        if (!scope.hasSucceeded() && !scope.hasFailed()) {
            tell(scope, new SnapshotProgress.Leaving());
        }
        if (scope.isHeld() || needsRelease(scope)) {
            thaw(scope);
            release(scope);
            return new Outcome.Again(SOON);
        }
        dropContent(scope);
        if (scope.content().isPresent() && !scope.keepsContent()) {
            return new Outcome.Again(SOON);
        }
        writer.whole(scope.snapshot(), Copies.withoutFinalizer(scope.snapshot(), SnapshotNames.SNAPSHOT));
        return new Outcome.Done();
    }

    private void dropContent(SnapshotScope scope) {
        scope.content()
                .filter(content -> content.getMetadata().getDeletionTimestamp() == null && !scope.keepsContent())
                .ifPresent(content -> writer.delete(content, Optional.empty()));
    }

    private static boolean needsRelease(SnapshotScope scope) {
        return scope.holder().isEmpty()
                && scope.machine()
                        .filter(machine -> machine.getMetadata().getFinalizers().contains(SnapshotNames.SOURCE))
                        .isPresent();
    }

    private void tell(SnapshotScope scope, SnapshotProgress progress) {
        writer.status(scope.snapshot(), scope.snapshot().getStatus(), progress.status(scope));
    }

    private static Outcome again(SnapshotScope scope, Duration wished) {
        return new Outcome.Again(scope.left()
                .map(left -> left.plusMillis(100))
                .filter(left -> !left.isNegative() && left.compareTo(wished) < 0)
                .orElse(wished));
    }
}
