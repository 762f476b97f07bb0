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
import java.util.Optional;

/** The status of a snapshot's content, from the storage's snapshots of its claims. */
final class ContentStatus {
    private ContentStatus() {}

    static VirtualMachineSnapshotContentStatus before(VirtualMachineSnapshotContent content) {
        return Optional.ofNullable(content.getStatus())
                .orElseGet(() ->
                        VirtualMachineSnapshotContentStatusBuilder.builder().build());
    }

    /**
     * Returns the status.
     *
     * @param taken the storage's snapshots, in the order of the volumes
     * @param missing names of those that there were, and are no longer
     */
    static VirtualMachineSnapshotContentStatus of(
            VirtualMachineSnapshotContent content,
            Collection<VolumeSnapshot> taken,
            List<String> missing,
            Instant now) {
        List<VolumeSnapshotStatus> volumes =
                taken.stream().map(ContentStatus::volume).toList();
        boolean whole = missing.isEmpty();
        boolean fixed = whole && volumes.stream().allMatch(volume -> volume.creationTime() != null);
        boolean ready = fixed && volumes.stream().allMatch(volume -> Boolean.TRUE.equals(volume.readyToUse()));
        VirtualMachineSnapshotContentStatus before = before(content);
        Optional<String> trouble = whole
                ? volumes.stream().flatMap(volume -> trouble(volume).stream()).findFirst()
                : Optional.of("VolumeSnapshots (" + String.join(",", missing) + ") missing");
        return VirtualMachineSnapshotContentStatusBuilder.builder(before)
                .creationTime(before.creationTime() == null && fixed ? Timestamps.format(now) : before.creationTime())
                .readyToUse(ready)
                .error(trouble.filter(_ -> !ready)
                        .map(message -> error(before, message, now))
                        .orElse(null))
                .volumeSnapshotStatus(volumes.isEmpty() ? null : volumes)
                .build();
    }

    static VirtualMachineSnapshotContentStatus troubled(
            VirtualMachineSnapshotContent content, String message, Instant now) {
        VirtualMachineSnapshotContentStatus before = before(content);
        return VirtualMachineSnapshotContentStatusBuilder.builder(before)
                .readyToUse(false)
                .error(error(before, message, now))
                .build();
    }

    private static VolumeError error(VirtualMachineSnapshotContentStatus before, String message, Instant now) {
        return Optional.ofNullable(before.error())
                .filter(same -> message.equals(same.message()))
                .orElseGet(() -> new VolumeError(message, Timestamps.format(now), null));
    }

    private static Optional<String> trouble(VolumeSnapshotStatus volume) {
        return Optional.ofNullable(volume.error())
                .flatMap(error -> Optional.ofNullable(error.message()))
                .map(message -> "VolumeSnapshot " + volume.volumeSnapshotName() + " error: " + message);
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
