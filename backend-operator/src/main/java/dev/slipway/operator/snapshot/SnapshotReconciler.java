package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
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
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes snapshots of virtual machines: holds the machine, brings its guest to rest, has the storage save each claim. */
public final class SnapshotReconciler implements Reconciler {
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(5);

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;
    private final SnapshotClasses classes;
    private final GuestActions guests;
    private final VolumeSnapshots storage;

    /** Makes the reconciler. */
    public SnapshotReconciler(
            KubernetesClient client,
            Caches caches,
            ObjectWriter writer,
            Events events,
            InstantSource clock,
            SnapshotClasses classes) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
        this.classes = classes;
        this.guests = new GuestActions(client);
        this.storage = new VolumeSnapshots(client, writer);
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
        if (!scope.hasFinalizer()) {
            writer.whole(scope.snapshot(), Copies.withFinalizer(scope.snapshot(), SnapshotNames.SNAPSHOT));
            return new Outcome.Done();
        }
        if (scope.isOver()) {
            release(scope);
            return new Outcome.Done();
        }
        if (scope.isLate()) {
            thaw(scope);
            tell(scope, new SnapshotProgress.Late());
            release(scope);
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

    private Outcome wait(SnapshotScope scope, String why) {
        tell(scope, new SnapshotProgress.Waiting(why));
        return again(scope, LATER);
    }

    /** Until it is saved nobody starts, stops or changes it. */
    private Outcome hold(SnapshotScope scope, VirtualMachine machine) {
        if (scope.holder().isPresent()) {
            return wait(scope, "Source not locked: snapshot " + scope.holder().get() + " of it is in progress");
        }
        if (machine.getMetadata().getDeletionTimestamp() != null) {
            return wait(scope, "Source is being deleted");
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
        VirtualMachineSnapshotContent content = SnapshotContent.of(scope);
        writer.createIfAbsent(content);
        events.normal(
                scope.snapshot(),
                "SuccessfulVirtualMachineSnapshotContentCreate",
                "Successfully created VirtualMachineSnapshotContent "
                        + content.getMetadata().getName());
        tell(scope, new SnapshotProgress.Taking());
        return again(scope, SOON);
    }

    private Outcome take(SnapshotScope scope, VirtualMachineSnapshotContent content) {
        Map<String, VolumeSnapshot> taken = new TreeMap<>();
        List<VolumeBackup> backups =
                Optional.ofNullable(content.getSpec().volumeBackups()).orElse(List.of());
        backups.forEach(backup -> storage.find(content.getMetadata().getNamespace(), backup.volumeSnapshotName() + "")
                .ifPresent(found -> taken.put(backup.volumeSnapshotName() + "", found)));
        if (taken.size() < backups.size()) {
            return ask(scope, content, backups, taken);
        }
        VirtualMachineSnapshotContentStatus status = ContentStatus.of(content, taken.values(), scope.now());
        if (status.creationTime() != null && ContentStatus.before(content).creationTime() == null) {
            thaw(scope);
        }
        writer.status(content, content.getStatus(), status);
        if (Boolean.TRUE.equals(status.readyToUse())) {
            tell(scope, new SnapshotProgress.Complete(status.creationTime() + ""));
            release(scope);
            return new Outcome.Done();
        }
        tell(
                scope,
                status.error() == null
                        ? new SnapshotProgress.Taking()
                        : new SnapshotProgress.Troubled(status.error().message() + ""));
        return again(scope, SOON);
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
                String message = Refusals.sentence(e);
                writer.status(content, content.getStatus(), ContentStatus.troubled(content, message, scope.now()));
                tell(scope, new SnapshotProgress.Troubled(message));
                return again(scope, LATER);
            }
        }
        for (VolumeBackup backup : backups) {
            if (!taken.containsKey(backup.volumeSnapshotName() + "")) {
                storage.take(content, backup, snapshotClass(scope, backup));
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
        if (scope.isHeld() || needsRelease(scope)) {
            thaw(scope);
            tell(scope, new SnapshotProgress.Leaving());
            release(scope);
            return again(scope, SOON);
        }
        scope.content()
                .filter(content -> content.getMetadata().getDeletionTimestamp() == null && !scope.keepsContent())
                .ifPresent(content -> writer.delete(content, Optional.empty()));
        if (scope.content().isPresent() && !scope.keepsContent()) {
            tell(scope, new SnapshotProgress.Leaving());
            return new Outcome.Again(SOON);
        }
        writer.whole(scope.snapshot(), Copies.withoutFinalizer(scope.snapshot(), SnapshotNames.SNAPSHOT));
        return new Outcome.Done();
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
