package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.SnapshotVolumesListsBuilder;
import dev.slipway.api.snapshot.SourceIndication;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatusBuilder;
import dev.slipway.api.snapshot.VolumeError;
import dev.slipway.machine.lifecycle.InstanceState;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.SnapshotSupport;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a snapshot is, and its status, in the words of KubeVirt, by which clients know it. */
sealed interface SnapshotProgress {
    /** It cannot begin yet. */
    record Waiting(String why) implements SnapshotProgress {}

    /** It is being taken. */
    record Taking() implements SnapshotProgress {}

    /** It is tried again. */
    record Troubled(String message) implements SnapshotProgress {}

    /** It is there. */
    record Complete(String creationTime) implements SnapshotProgress {}

    /** It will never be. */
    record Late() implements SnapshotProgress {}

    /** It goes. */
    record Leaving() implements SnapshotProgress {}

    /** Returns the status. */
    default VirtualMachineSnapshotStatus status(SnapshotScope scope) {
        VirtualMachineSnapshotStatus before = scope.status();
        StorageConditions conditions = new StorageConditions(before.conditions(), scope.now());
        VirtualMachineSnapshotStatusBuilder next = VirtualMachineSnapshotStatusBuilder.builder(before);
        switch (this) {
            case Waiting waiting -> {
                conditions.progressing(Condition.FALSE, waiting.why());
                conditions.ready(Condition.FALSE, "Not ready");
                next.phase("InProgress").readyToUse(false);
            }
            case Taking _ -> {
                conditions.progressing(Condition.TRUE, "Source locked and operation in progress");
                conditions.ready(Condition.FALSE, "Not ready");
                source(next, scope).phase("InProgress").readyToUse(false).error(null);
            }
            case Troubled trouble -> {
                conditions.progressing(Condition.FALSE, "In error state");
                conditions.ready(Condition.FALSE, "Not ready");
                source(next, scope)
                        .phase("InProgress")
                        .readyToUse(false)
                        .error(error(before.error(), trouble.message(), scope));
            }
            case Complete complete -> {
                conditions.progressing(Condition.FALSE, "Operation complete");
                conditions.ready(Condition.TRUE, "Ready");
                source(next, scope)
                        .phase("Succeeded")
                        .readyToUse(true)
                        .error(null)
                        .creationTime(complete.creationTime())
                        .snapshotVolumes(SnapshotVolumesListsBuilder.builder()
                                .includedVolumes(names(scope, true))
                                .excludedVolumes(names(scope, false))
                                .build());
            }
            case Late _ -> {
                conditions.progressing(Condition.FALSE, "Operation failed");
                conditions.ready(Condition.FALSE, "Operation failed");
                conditions.failure("snapshot deadline exceeded");
                next.phase("Failed")
                        .readyToUse(false)
                        .error(Optional.ofNullable(before.error())
                                .orElseGet(() -> new VolumeError(
                                        "snapshot deadline exceeded", Timestamps.format(scope.now()), null)));
            }
            case Leaving _ -> {
                conditions.progressing(Condition.FALSE, "VM snapshot is deleting");
                conditions.ready(Condition.FALSE, "VM snapshot is deleting");
                next.phase("Deleting").readyToUse(false);
            }
        }
        return next.conditions(conditions.list()).build();
    }

    private static VirtualMachineSnapshotStatusBuilder source(
            VirtualMachineSnapshotStatusBuilder next, SnapshotScope scope) {
        List<SourceIndication> indications = indications(scope);
        return next.sourceUID(scope.machine()
                        .map(machine -> machine.getMetadata().getUid())
                        .orElse(scope.status().sourceUID()))
                .virtualMachineSnapshotContentName(scope.content()
                        .map(content -> content.getMetadata().getName())
                        .orElse(scope.status().virtualMachineSnapshotContentName()))
                .indications(
                        indications.isEmpty()
                                ? null
                                : indications.stream()
                                        .map(SourceIndication::indication)
                                        .toList())
                .sourceIndications(indications.isEmpty() ? null : indications);
    }

    /** What was true when it was taken stays so. */
    private static List<SourceIndication> indications(SnapshotScope scope) {
        TreeMap<String, String> told = new TreeMap<>();
        Optional.ofNullable(scope.status().sourceIndications())
                .orElse(List.of())
                .forEach(known -> told.put(known.indication() + "", known.message() + ""));
        boolean first = told.isEmpty();
        scope.instance().filter(_ -> first).map(InstanceState::of).ifPresent(state -> {
            told.put(
                    "Online", "Snapshot taken while the VM was running. Consistency depends on guest-agent quiescing.");
            if (state.has("Paused", "True")) {
                told.put(
                        "Paused",
                        "The VM was paused: file systems were not brought to rest, and nothing wrote to them.");
            }
            if (state.has("AgentConnected", "True")) {
                told.put(
                        "GuestAgent",
                        "Guest agent was active and attempted to quiesce the filesystem for application consistency.");
            } else {
                told.put(
                        "NoGuestAgent",
                        "No guest agent was active: the snapshot holds what the disks held, as after a power cut.");
            }
        });
        if (scope.volumes().stream().anyMatch(volume -> volume.snapshotClass().isEmpty())) {
            told.put(
                    "PartialSnapshot",
                    "Not all snapshotable volumes were included in the snapshot. Check status.snapshotVolumes for excluded"
                            + " volumes and VM VolumeSnapshotStatus for details.");
        }
        return told.entrySet().stream()
                .map(entry -> new SourceIndication(entry.getKey(), entry.getValue(), null))
                .toList();
    }

    private static @Nullable List<String> names(SnapshotScope scope, boolean included) {
        List<String> names = scope.volumes().stream()
                .filter(volume -> volume.snapshotClass().isPresent() == included)
                .map(SnapshotSupport::volume)
                .toList();
        return names.isEmpty() ? null : names;
    }

    private static VolumeError error(@Nullable VolumeError before, String message, SnapshotScope scope) {
        return before != null && Objects.equals(before.message(), message)
                ? before
                : new VolumeError(message, Timestamps.format(scope.now()), null);
    }
}
