package dev.slipway.operator.clone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.api.clone.Condition;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.clone.VirtualMachineCloneStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreSpecBuilder;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotSpecBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ConditionSet;
import dev.slipway.operator.cluster.Events;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import dev.slipway.operator.cluster.Refusals;
import dev.slipway.operator.cluster.UsedClaim;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clones virtual machines: saves the source, restores it under another name, and forgets what was only made for that. */
public final class CloneReconciler implements Reconciler {
    private static final Duration LATER = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUCCEEDED = "Succeeded";
    private static final String FAILED = "Failed";

    private final Caches caches;
    private final ObjectWriter writer;
    private final Events events;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public CloneReconciler(Caches caches, ObjectWriter writer, Events events, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        return CloneScope.read(caches, key, clock.instant())
                .filter(scope -> scope.request().getMetadata().getDeletionTimestamp() == null)
                .map(this::look)
                .orElse(new Outcome.Done());
    }

    private Outcome look(CloneScope scope) {
        if (FAILED.equals(scope.phase())) {
            return new Outcome.Done();
        }
        if (SUCCEEDED.equals(scope.phase())) {
            return forget(scope);
        }
        Optional<String> impossible = impossible(scope);
        if (impossible.isPresent()) {
            return fail(scope, impossible.get());
        }
        try {
            return proceed(scope);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return fail(scope, Refusals.sentence(e));
        }
    }

    private Optional<String> impossible(CloneScope scope) {
        String target = CloneScope.targetName(scope.request());
        if (scope.restore().isEmpty() && scope.target().isPresent()) {
            return Optional.of("A virtual machine " + target + " exists already. Choose another spec.target.name.");
        }
        if (scope.restore().map(VirtualMachineRestore::getStatus).map(VirtualMachineRestoreStatus::conditions).stream()
                .flatMap(List::stream)
                .anyMatch(condition -> "Failure".equals(condition.type()))) {
            return Optional.of("The restore of the clone failed; its condition Failure says why.");
        }
        if (scope.snapshot()
                .map(VirtualMachineSnapshot::getStatus)
                .map(VirtualMachineSnapshotStatus::phase)
                .filter(FAILED::equals)
                .isPresent()) {
            return Optional.of("The snapshot " + CloneScope.snapshotName(scope.request()) + " failed.");
        }
        return scope.source().flatMap(CloneReconciler::unsavable);
    }

    /** A clone without one of its disks would be none. */
    private static Optional<String> unsavable(VirtualMachine machine) {
        var volumes = Optional.ofNullable(machine.getSpec().template())
                .flatMap(template -> Optional.ofNullable(template.spec()))
                .flatMap(spec -> Optional.ofNullable(spec.volumes()))
                .orElse(List.of());
        return Optional.ofNullable(machine.getStatus())
                .map(VirtualMachineStatus::volumeSnapshotStatuses)
                .orElse(List.of())
                .stream()
                .filter(status -> !Boolean.TRUE.equals(status.enabled()))
                .filter(status -> volumes.stream()
                        .anyMatch(volume -> (volume.name() + "").equals(status.name())
                                && UsedClaim.of(volume).isPresent()))
                .findFirst()
                .map(status -> "The volume " + status.name() + " cannot be cloned: " + status.reason());
    }

    private Outcome proceed(CloneScope scope) {
        if (!scope.isSnapshotReady()) {
            return save(scope);
        }
        if (scope.restore().isEmpty()) {
            makeRestore(scope);
            tell(scope, "CreatingTargetVM", "Still processing");
            return new Outcome.Again(LATER);
        }
        if (!scope.isRestored() || scope.target().isEmpty()) {
            tell(scope, "RestoreInProgress", "Still processing");
            return new Outcome.Again(LATER);
        }
        events.normal(
                scope.request(),
                "CloneSucceeded",
                "Successfully cloned into " + CloneScope.targetName(scope.request()));
        tell(scope, SUCCEEDED, "Ready");
        return new Outcome.Again(Duration.ofMillis(100));
    }

    private Outcome save(CloneScope scope) {
        String name = CloneScope.sourceName(scope.request());
        if (!CloneScope.ofMachine(scope.request())) {
            tell(
                    scope,
                    "SnapshotInProgress",
                    scope.snapshot().isEmpty()
                            ? "VirtualMachineSnapshot " + name + " does not exist"
                            : "VirtualMachineSnapshot " + name + " is not ready yet");
            return new Outcome.Again(LATER);
        }
        if (scope.source().isEmpty()) {
            tell(scope, "SnapshotInProgress", "VirtualMachine " + name + " does not exist");
            return new Outcome.Again(LATER);
        }
        if (scope.snapshot().isEmpty()) {
            VirtualMachineSnapshot snapshot = new VirtualMachineSnapshot();
            snapshot.setMetadata(owned(scope.request(), CloneScope.snapshotName(scope.request()), Map.of()));
            snapshot.setSpec(VirtualMachineSnapshotSpecBuilder.builder()
                    .source(scope.request().getSpec().source())
                    .build());
            writer.createIfAbsent(snapshot);
            events.normal(
                    scope.request(),
                    "SnapshotCreated",
                    "created snapshot " + snapshot.getMetadata().getName() + " for clone");
        }
        tell(scope, "SnapshotInProgress", "Still processing");
        return new Outcome.Again(LATER);
    }

    private void makeRestore(CloneScope scope) {
        VirtualMachineClone clone = scope.request();
        ArrayNode patches = JSON.createArrayNode();
        ClonePatches.of(clone.getSpec(), scope.saved().orElseThrow()).forEach(patches::add);
        VirtualMachineRestore restore = new VirtualMachineRestore();
        restore.setMetadata(
                owned(clone, CloneScope.restoreName(clone), Map.of(SlipwayNames.RESTORE_PATCHES, patches.toString())));
        restore.setSpec(VirtualMachineRestoreSpecBuilder.builder()
                .target(new TypedLocalObjectReferenceBuilder()
                        .withApiGroup("kubevirt.io")
                        .withKind("VirtualMachine")
                        .withName(CloneScope.targetName(clone))
                        .build())
                .virtualMachineSnapshotName(CloneScope.snapshotName(clone))
                .volumeRestorePolicy(clone.getSpec().volumeNamePolicy())
                .build());
        writer.createIfAbsent(restore);
        events.normal(
                clone,
                "RestoreCreated",
                "created restore " + restore.getMetadata().getName() + " for clone");
    }

    private static ObjectMeta owned(VirtualMachineClone clone, String name, Map<String, String> annotations) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(clone.getMetadata().getNamespace())
                .withAnnotations(annotations)
                .withOwnerReferences(Owners.controlling(clone))
                .build();
    }

    /** The snapshot is needed until each claim has its volume. */
    private Outcome forget(CloneScope scope) {
        if (scope.claims().stream().anyMatch(claim -> !UsedClaim.isBound(claim))) {
            return new Outcome.Again(LATER);
        }
        scope.restore()
                .filter(restore -> Owners.controls(scope.request(), restore)
                        && restore.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(restore -> writer.delete(restore, Optional.empty()));
        scope.snapshot()
                .filter(snapshot -> Owners.controls(scope.request(), snapshot)
                        && snapshot.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(snapshot -> writer.delete(snapshot, Optional.empty()));
        return new Outcome.Done();
    }

    private Outcome fail(CloneScope scope, String why) {
        events.warning(scope.request(), "CloneFailed", why);
        tell(scope, FAILED, why);
        return new Outcome.Done();
    }

    private void tell(CloneScope scope, String phase, String reason) {
        boolean over = SUCCEEDED.equals(phase) || FAILED.equals(phase);
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), scope.now());
        conditions.set("Progressing", over ? "False" : "True", reason, null);
        conditions.set("Ready", SUCCEEDED.equals(phase) ? "True" : "False", reason, null);
        writer.status(
                scope.request(),
                scope.request().getStatus(),
                VirtualMachineCloneStatusBuilder.builder(scope.status())
                        .phase(phase)
                        .creationTime(
                                SUCCEEDED.equals(phase)
                                        ? Optional.ofNullable(scope.status().creationTime())
                                                .orElse(Timestamps.format(scope.now()))
                                        : scope.status().creationTime())
                        .targetName(CloneScope.targetName(scope.request()))
                        .snapshotName(CloneScope.snapshotName(scope.request()))
                        .restoreName(scope.isSnapshotReady() ? CloneScope.restoreName(scope.request()) : null)
                        .conditions(conditions.listUnprobed(Condition::new))
                        .build());
    }
}
