package dev.slipway.operator.clone;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.slipway.api.clone.VirtualMachineClone;
import dev.slipway.api.clone.VirtualMachineCloneStatus;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.snapshot.VirtualMachineRestore;
import dev.slipway.api.snapshot.VirtualMachineRestoreSpecBuilder;
import dev.slipway.api.snapshot.VirtualMachineRestoreStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotSpecBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Condition;
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
    private static final String PROCESSING = "Still processing";

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
        if (scope.restore().isEmpty() && scope.keepsState()) {
            return fail(
                    scope,
                    "SourceVMWithBackendStorageInvalid",
                    "Clone of source with backendstorage is not supported: what the persistent TPM or UEFI of "
                            + CloneScope.sourceName(scope.request())
                            + " has stored belongs to that machine alone. Clone its disks, or clone a machine"
                            + " without.");
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
        return Optional.empty();
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
        if (!scope.isRestored()) {
            if (scope.restore().isEmpty()) {
                note(scope, "SnapshotReady", "The snapshot " + CloneScope.snapshotName(scope.request()) + " is ready.");
                makeRestore(scope);
            }
            tell(scope, "RestoreInProgress");
            return new Outcome.Again(LATER);
        }
        if (scope.target().isEmpty()) {
            note(scope, "RestoreReady", "The restore " + CloneScope.restoreName(scope.request()) + " is done.");
            tell(scope, "CreatingTargetVM");
            return new Outcome.Again(LATER);
        }
        if (!"CreatingTargetVM".equals(scope.phase())) {
            note(scope, "RestoreReady", "The restore " + CloneScope.restoreName(scope.request()) + " is done.");
        }
        note(scope, "TargetVMCreated", "Cloned into " + CloneScope.targetName(scope.request()) + ".");
        tell(scope, SUCCEEDED);
        return new Outcome.Again(Duration.ofMillis(100));
    }

    private void note(CloneScope scope, String reason, String sentence) {
        events.normal(scope.request(), reason, sentence);
    }

    private Outcome save(CloneScope scope) {
        String name = CloneScope.sourceName(scope.request());
        if (!CloneScope.ofMachine(scope.request())) {
            if (scope.snapshot().isEmpty()) {
                return pend(scope, "SourceDoesNotExist", "VirtualMachineSnapshot " + name + " does not exist");
            }
            tell(scope, "SnapshotInProgress");
            return new Outcome.Again(LATER);
        }
        if (scope.source().isEmpty()) {
            return pend(scope, "SourceDoesNotExist", "VirtualMachine " + name + " does not exist");
        }
        if (scope.snapshot().isEmpty()) {
            Optional<String> unsavable = unsavable(scope.source().get());
            if (unsavable.isPresent()) {
                return pend(scope, "VMVolumeSnapshotsInvalid", unsavable.get());
            }
            VirtualMachineSnapshot snapshot = new VirtualMachineSnapshot();
            snapshot.setMetadata(owned(scope.request(), CloneScope.snapshotName(scope.request()), Map.of()));
            snapshot.setSpec(VirtualMachineSnapshotSpecBuilder.builder()
                    .source(scope.request().getSpec().source())
                    .build());
            writer.createIfAbsent(snapshot);
            note(
                    scope,
                    "SnapshotCreated",
                    "created snapshot " + snapshot.getMetadata().getName() + " for clone");
        }
        tell(scope, "SnapshotInProgress");
        return new Outcome.Again(LATER);
    }

    /** It goes on by itself once what is missing is there; until then it is in no phase. */
    private Outcome pend(CloneScope scope, String event, String why) {
        if (isNews(scope, why)) {
            note(scope, event, why);
        }
        write(scope, scope.status(), new Told(Condition.FALSE, "Pending", Condition.FALSE, why));
        return new Outcome.Again(LATER);
    }

    private static boolean isNews(CloneScope scope, String why) {
        return Optional.ofNullable(scope.status().conditions()).orElse(List.of()).stream()
                .noneMatch(condition -> why.equals(condition.reason()));
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

    /** The snapshot is needed until each claim has its volume; a clone is forgotten with the machine that it made. */
    private Outcome forget(CloneScope scope) {
        if (scope.target().isEmpty()) {
            writer.delete(scope.request(), Optional.empty());
            return new Outcome.Done();
        }
        if (scope.status().restoreName() == null) {
            return new Outcome.Done();
        }
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
        note(scope, "PVCBound", "All claims of the clone are bound.");
        writer.status(
                scope.request(),
                scope.request().getStatus(),
                scope.status().withSnapshotName(null).withRestoreName(null));
        return new Outcome.Done();
    }

    private Outcome fail(CloneScope scope, String why) {
        return fail(scope, "CloneFailed", why);
    }

    private Outcome fail(CloneScope scope, String event, String why) {
        events.warning(scope.request(), event, why);
        write(scope, scope.status().withPhase(FAILED), new Told(Condition.FALSE, FAILED, Condition.FALSE, why));
        return new Outcome.Done();
    }

    /** Conditions of a clone, as KubeVirt's: their reasons are sentences. */
    private record Told(String progressing, String how, String ready, String why) {}

    private void tell(CloneScope scope, String phase) {
        boolean done = SUCCEEDED.equals(phase);
        VirtualMachineCloneStatus status = scope.status()
                .withPhase(phase)
                .withSnapshotName(CloneScope.snapshotName(scope.request()))
                .withRestoreName(scope.isSnapshotReady() ? CloneScope.restoreName(scope.request()) : null)
                .withTargetName(scope.isRestored() ? CloneScope.targetName(scope.request()) : null);
        write(
                scope,
                status,
                done
                        ? new Told(Condition.FALSE, "Ready", Condition.TRUE, "Ready")
                        : new Told(Condition.TRUE, PROCESSING, Condition.FALSE, PROCESSING));
    }

    private void write(CloneScope scope, VirtualMachineCloneStatus status, Told told) {
        ConditionSet conditions = ConditionSet.of(scope.status().conditions(), scope.now());
        conditions.set("Progressing", told.progressing(), told.how(), null);
        conditions.set("Ready", told.ready(), told.why(), null);
        writer.status(
                scope.request(),
                scope.request().getStatus(),
                status.withConditions(conditions.listUnprobed(dev.slipway.api.clone.Condition::new)));
    }
}
