package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.SnapshotVolumesListsBuilder;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotStatusBuilder;
import dev.slipway.api.snapshot.VolumeBackup;
import dev.slipway.api.snapshot.VolumeError;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.SnapshotSupport;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How far a snapshot is, and its status, in the words of KubeVirt, by which clients know it. Source: KubeVirt v1.9.0,
 * {@code pkg/storage/snapshot/snapshot.go}.
 */
sealed interface SnapshotProgress {
    /** It cannot begin yet. */
    record Waiting(String why) implements SnapshotProgress {}

    /** It is being taken. */
    record Taking() implements SnapshotProgress {}

    /** It is tried again. */
    record Troubled(String message) implements SnapshotProgress {}

    /** Its moment is fixed; its data may still be on their way. */
    record Taken(VirtualMachineSnapshotContentStatus content) implements SnapshotProgress {}

    /** It will never be. */
    record Late() implements SnapshotProgress {}

    /** It goes before it was taken. */
    record Leaving() implements SnapshotProgress {}

    /** Returns the status. */
    default VirtualMachineSnapshotStatus status(SnapshotScope scope) {
        VirtualMachineSnapshotStatus before = scope.status();
        StorageConditions conditions = new StorageConditions(before.conditions(), scope.now());
        VirtualMachineSnapshotStatusBuilder next = named(scope);
        switch (this) {
            case Waiting waiting -> {
                conditions.progressing(Condition.FALSE, waiting.why());
                indicated(next, scope, Optional.empty()).phase("InProgress").readyToUse(false);
            }
            case Taking _ -> {
                conditions.progressing(Condition.TRUE, "Source locked and operation in progress");
                indicated(next, scope, Optional.empty())
                        .phase("InProgress")
                        .readyToUse(false)
                        .error(null);
            }
            case Troubled trouble -> {
                conditions.progressing(Condition.FALSE, "In error state");
                indicated(next, scope, Optional.of(trouble.message()))
                        .phase("InProgress")
                        .readyToUse(false)
                        .error(error(before.error(), trouble.message(), scope));
            }
            case Taken taken -> {
                boolean troubled = taken.content().error() != null;
                conditions.progressing(Condition.FALSE, troubled ? "In error state" : "Operation complete");
                volumes(next, scope)
                        .phase("Succeeded")
                        .readyToUse(Boolean.TRUE.equals(taken.content().readyToUse()))
                        .error(taken.content().error())
                        .creationTime(taken.content().creationTime());
            }
            case Late _ -> {
                conditions.failure("snapshot deadline exceeded");
                conditions.progressing(Condition.FALSE, before.error() == null ? "Operation failed" : "In error state");
                next.phase("Failed").readyToUse(false);
            }
            case Leaving _ -> {
                conditions.progressing(Condition.FALSE, "VM snapshot is deleting");
                next.phase("Deleting").readyToUse(false);
            }
        }
        boolean ready = Boolean.TRUE.equals(next.readyToUse());
        conditions.ready(ready ? Condition.TRUE : Condition.FALSE, ready ? "Ready" : "Not ready");
        return next.conditions(conditions.list()).build();
    }

    private static VirtualMachineSnapshotStatusBuilder named(SnapshotScope scope) {
        VirtualMachineSnapshotStatus before = scope.status();
        return VirtualMachineSnapshotStatusBuilder.builder(before)
                .sourceUID(scope.machine()
                        .map(machine -> machine.getMetadata().getUid())
                        .orElse(before.sourceUID()))
                .virtualMachineSnapshotContentName(scope.content()
                        .map(content -> content.getMetadata().getName())
                        .orElse(before.virtualMachineSnapshotContentName()));
    }

    private static VirtualMachineSnapshotStatusBuilder indicated(
            VirtualMachineSnapshotStatusBuilder next, SnapshotScope scope, Optional<String> trouble) {
        return scope.machine().isEmpty()
                ? next
                : told(
                        next,
                        scope.instance()
                                .map(instance -> SnapshotIndication.of(scope.status(), instance, trouble))
                                .orElse(List.of()));
    }

    private static VirtualMachineSnapshotStatusBuilder told(
            VirtualMachineSnapshotStatusBuilder next, List<SnapshotIndication> indications) {
        return next.indications(
                        indications.isEmpty()
                                ? null
                                : indications.stream()
                                        .map(SnapshotIndication::word)
                                        .toList())
                .sourceIndications(
                        indications.isEmpty()
                                ? null
                                : indications.stream()
                                        .map(SnapshotIndication::told)
                                        .toList());
    }

    /** What was held when it was taken is told once: the machine may change afterwards. */
    private static VirtualMachineSnapshotStatusBuilder volumes(
            VirtualMachineSnapshotStatusBuilder next, SnapshotScope scope) {
        if (scope.status().snapshotVolumes() != null || scope.machine().isEmpty()) {
            return next;
        }
        Set<String> saved = scope.content().map(content -> content.getSpec().volumeBackups()).orElse(List.of()).stream()
                .map(VolumeBackup::volumeName)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        next.snapshotVolumes(SnapshotVolumesListsBuilder.builder()
                .includedVolumes(names(scope, saved, true))
                .excludedVolumes(names(scope, saved, false))
                .build());
        boolean partial =
                scope.volumes().stream().anyMatch(volume -> volume.persistent() && !saved.contains(volume.volume()));
        return partial ? told(next, SnapshotIndication.withPartial(scope.status())) : next;
    }

    private static @Nullable List<String> names(SnapshotScope scope, Set<String> saved, boolean included) {
        List<String> names = scope.volumes().stream()
                .map(SnapshotSupport::volume)
                .filter(name -> saved.contains(name) == included)
                .toList();
        return names.isEmpty() ? null : names;
    }

    private static VolumeError error(@Nullable VolumeError before, String message, SnapshotScope scope) {
        return before != null && Objects.equals(before.message(), message)
                ? before
                : new VolumeError(message, Timestamps.format(scope.now()), null);
    }
}
