package dev.slipway.operator.snapshot;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceTemplateSpec;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotSpec;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatusBuilder;
import dev.slipway.machine.lifecycle.GoDuration;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.SnapshotClasses;
import dev.slipway.operator.cluster.SnapshotSupport;
import dev.slipway.operator.cluster.StateVolume;
import dev.slipway.operator.reconcile.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one look at a machine's snapshot knows; read once, but for the storage's own snapshots.
 *
 * @param snapshot what was asked for
 * @param content what it holds, once that is made
 * @param machine the virtual machine
 * @param instance its running instance
 * @param volumes the machine's volumes in their order
 * @param now time of the look
 */
record SnapshotScope(
        VirtualMachineSnapshot snapshot,
        Optional<VirtualMachineSnapshotContent> content,
        Optional<VirtualMachine> machine,
        Optional<VirtualMachineInstance> instance,
        List<SnapshotSupport> volumes,
        Instant now) {
    /** KubeVirt's {@code DefaultFailureDeadline}. */
    static final Duration DEADLINE = Duration.ofMinutes(5);

    /** A storage class that is not seen by then is none: claims may name one that does not exist. */
    private static final Duration SEEN_BY_THEN = Duration.ofSeconds(5);

    static Optional<SnapshotScope> read(Caches caches, SnapshotClasses classes, ObjectKey key, Instant now) {
        return Caches.find(caches.snapshots(), key).map(snapshot -> {
            ObjectKey source = new ObjectKey(key.namespace(), sourceName(snapshot));
            Optional<VirtualMachine> machine = Caches.find(caches.machines(), source);
            return new SnapshotScope(
                    snapshot,
                    Caches.find(caches.contents(), new ObjectKey(key.namespace(), SnapshotNames.content(snapshot))),
                    machine,
                    Caches.find(caches.instances(), source)
                            .filter(found -> !InstanceState.of(found).isFinal()),
                    machine.stream()
                            .flatMap(found -> volumesOf(caches, found))
                            .map(volume -> SnapshotSupport.of(caches, classes, key.namespace(), volume))
                            .toList(),
                    now);
        });
    }

    /** Returns the name of the machine that a snapshot is of. */
    static String sourceName(VirtualMachineSnapshot snapshot) {
        return Optional.ofNullable(snapshot.getSpec())
                .map(VirtualMachineSnapshotSpec::source)
                .map(source -> source.getName())
                .orElse("");
    }

    /** Returns the volumes of a machine's template, and what its TPM and UEFI have stored. */
    static Stream<Volume> volumesOf(Caches caches, VirtualMachine machine) {
        Stream<Volume> named = Optional.ofNullable(machine.getSpec())
                .map(VirtualMachineSpec::template)
                .map(VirtualMachineInstanceTemplateSpec::spec)
                .map(VirtualMachineInstanceSpec::volumes)
                .stream()
                .flatMap(List::stream);
        return StateVolume.after(named, caches, machine);
    }

    String name() {
        return snapshot.getMetadata().getName();
    }

    VirtualMachineSnapshotStatus status() {
        return Optional.ofNullable(snapshot.getStatus())
                .orElseGet(() -> VirtualMachineSnapshotStatusBuilder.builder().build());
    }

    /** Returns when it was asked for at the latest: objects tell it in whole seconds. */
    Instant made() {
        return Timestamps.parse(snapshot.getMetadata().getCreationTimestamp())
                .map(second -> second.plusSeconds(1))
                .filter(end -> end.isBefore(now))
                .orElse(now);
    }

    /** Returns whether a disk of the machine would not be saved. */
    boolean leavesOut() {
        return volumes.stream()
                .anyMatch(
                        volume -> volume.persistent() && volume.snapshotClass().isEmpty());
    }

    /** Returns whether the storage class of such a disk may just not be seen yet. */
    boolean mayNotSeeStorage(Caches caches) {
        return now.isBefore(made().plus(SEEN_BY_THEN))
                && volumes.stream()
                        .flatMap(volume -> volume.claim().stream())
                        .map(claim -> claim.getSpec().getStorageClassName())
                        .anyMatch(name -> name != null
                                && !name.isEmpty()
                                && Caches.find(caches.storageClasses(), new ObjectKey("", name))
                                        .isEmpty());
    }

    boolean isDeleting() {
        return snapshot.getMetadata().getDeletionTimestamp() != null;
    }

    boolean hasFinalizer() {
        return snapshot.getMetadata().getFinalizers().contains(SnapshotNames.SNAPSHOT);
    }

    boolean hasSucceeded() {
        return "Succeeded".equals(status().phase());
    }

    boolean hasFailed() {
        return "Failed".equals(status().phase());
    }

    /** Returns whether its data can be used. */
    boolean isReady() {
        return Boolean.TRUE.equals(status().readyToUse());
    }

    /** Returns whether its data stay when it goes; there is no use in those that are not whole. */
    boolean keepsContent() {
        boolean retains = "Retain"
                .equalsIgnoreCase(
                        Optional.ofNullable(snapshot.getSpec().deletionPolicy()).orElse(""));
        return retains
                && content.map(ContentStatus::before)
                        .filter(status -> Boolean.TRUE.equals(status.readyToUse()))
                        .isPresent();
    }

    Duration deadline() {
        return Optional.ofNullable(snapshot.getSpec().failureDeadline())
                .flatMap(GoDuration::parse)
                .orElse(DEADLINE);
    }

    /** Returns the time that is left; nothing if there is no limit. */
    Optional<Duration> left() {
        return deadline().isZero()
                ? Optional.empty()
                : Timestamps.parse(snapshot.getMetadata().getCreationTimestamp())
                        .map(made -> Duration.between(now, made.plus(deadline())));
    }

    boolean isLate() {
        return left().filter(Duration::isNegative).isPresent();
    }

    /** Returns the snapshot that the machine is held for. */
    Optional<String> holder() {
        return machine.map(VirtualMachine::getStatus).map(VirtualMachineStatus::snapshotInProgress);
    }

    boolean isHeld() {
        return holder().filter(name()::equals).isPresent();
    }

    /** Returns whether file systems of the guest can and must be brought to rest. */
    boolean mustFreeze() {
        return instance.map(InstanceState::of)
                .filter(state -> state.has("AgentConnected", "True") && !state.has("Paused", "True"))
                .isPresent();
    }
}
