package dev.slipway.operator.snapshot;

import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContentStatusBuilder;
import dev.slipway.api.snapshot.VolumeError;
import dev.slipway.api.snapshot.VolumeSnapshotStatus;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.api.volumesnapshot.VolumeSnapshotError;
import dev.slipway.machine.lifecycle.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status of a snapshot's content, from the storage's snapshots of its claims. */
final class ContentStatus {
    private ContentStatus() {}

    static VirtualMachineSnapshotContentStatus before(VirtualMachineSnapshotContent content) {
        return Optional.ofNullable(content.getStatus())
                .orElseGet(() ->
                        VirtualMachineSnapshotContentStatusBuilder.builder().build());
    }

    static VirtualMachineSnapshotContentStatus of(
            VirtualMachineSnapshotContent content, Collection<VolumeSnapshot> taken, Instant now) {
        List<VolumeSnapshotStatus> volumes =
                taken.stream().map(ContentStatus::volume).toList();
        boolean fixed = volumes.stream().allMatch(volume -> volume.creationTime() != null);
        boolean ready = volumes.stream().allMatch(volume -> Boolean.TRUE.equals(volume.readyToUse()));
        VirtualMachineSnapshotContentStatus before = before(content);
        return VirtualMachineSnapshotContentStatusBuilder.builder(before)
                .creationTime(before.creationTime() == null && fixed ? Timestamps.format(now) : before.creationTime())
                .readyToUse(fixed && ready)
                .error(volumes.stream()
                        .map(VolumeSnapshotStatus::error)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null))
                .volumeSnapshotStatus(volumes.isEmpty() ? null : volumes)
                .build();
    }

    static VirtualMachineSnapshotContentStatus troubled(
            VirtualMachineSnapshotContent content, String message, Instant now) {
        VirtualMachineSnapshotContentStatus before = before(content);
        return VirtualMachineSnapshotContentStatusBuilder.builder(before)
                .readyToUse(false)
                .error(Optional.ofNullable(before.error())
                        .filter(same -> message.equals(same.message()))
                        .orElseGet(() -> new VolumeError(message, Timestamps.format(now), null)))
                .build();
    }

    private static VolumeSnapshotStatus volume(VolumeSnapshot snapshot) {
        var status = Optional.ofNullable(snapshot.getStatus());
        return new VolumeSnapshotStatus(
                status.map(found -> found.creationTime()).orElse(null),
                status.map(found -> found.error()).map(ContentStatus::error).orElse(null),
                status.map(found -> found.readyToUse()).orElse(null),
                snapshot.getMetadata().getName(),
                null);
    }

    private static VolumeError error(VolumeSnapshotError error) {
        return new VolumeError(error.message(), error.time(), null);
    }
}
