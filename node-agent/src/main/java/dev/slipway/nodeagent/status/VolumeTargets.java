package dev.slipway.nodeagent.status;

import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VolumeStatus;
import dev.slipway.api.kubevirt.VolumeStatusBuilder;
import dev.slipway.machine.hotplug.PluggableVolume;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The device names under which a guest most likely sees its volumes, and the sizes of the discs that were made for it, added to
 * what the operator says of them.
 */
final class VolumeTargets {
    private VolumeTargets() {}

    static @Nullable List<VolumeStatus> of(
            VirtualMachineInstance vmi, @Nullable List<VolumeStatus> old, Map<String, Long> discs) {
        var volumes = new LinkedHashMap<String, VolumeStatus>();
        Stream.ofNullable(old).flatMap(List::stream).forEach(status -> volumes.put(name(status.name()), status));
        var counts = new HashMap<String, Integer>();
        Set<String> pluggable = PluggableVolume.of(vmi.getSpec()).stream()
                .map(volume -> name(volume.name()))
                .collect(Collectors.toSet());
        Set<String> present = Stream.ofNullable(vmi.getSpec().volumes())
                .flatMap(List::stream)
                .map(volume -> name(volume.name()))
                .collect(Collectors.toSet());
        for (Disk disk : disks(vmi)) {
            boolean told = volumes.containsKey(name(disk.name()));
            if (!told && (pluggable.contains(name(disk.name())) || !present.contains(name(disk.name())))) {
                // The operator tells of it first: without its Pod it would pass for one that cannot go. An empty drive
                // has none.
                continue;
            }
            String target = target(disk, counts);
            VolumeStatus status = volumes.getOrDefault(
                    name(disk.name()),
                    VolumeStatusBuilder.builder().name(disk.name()).target("").build());
            if (status.target() == null || status.target().isEmpty()) {
                status = VolumeStatusBuilder.builder(status).target(target).build();
            }
            Long size = discs.get(name(disk.name()));
            volumes.put(name(disk.name()), size == null ? status : status.withSize(size));
        }
        return volumes.isEmpty()
                ? old
                : volumes.values().stream()
                        .sorted(Comparator.comparing(status -> name(status.name())))
                        .toList();
    }

    private static String target(Disk disk, Map<String, Integer> counts) {
        String bus = bus(disk);
        String prefix = bus.equals("virtio") ? "vd" : "sd";
        int number = counts.merge(prefix, 1, Integer::sum) - 1;
        return prefix + letters(number);
    }

    private static String bus(Disk disk) {
        String bus = null;
        if (disk.disk() != null) {
            bus = disk.disk().bus();
        } else if (disk.cdrom() != null) {
            bus = disk.cdrom().bus();
        } else if (disk.lun() != null) {
            bus = disk.lun().bus();
        }
        return bus == null ? "sata" : bus;
    }

    /** Returns a, b, … z, aa, ab, … as Linux counts its disks. */
    private static String letters(int number) {
        String last = String.valueOf((char) ('a' + number % 26));
        return number < 26 ? last : letters(number / 26 - 1) + last;
    }

    private static List<Disk> disks(VirtualMachineInstance vmi) {
        var domain = vmi.getSpec().domain();
        var devices = domain == null ? null : domain.devices();
        var disks = devices == null ? null : devices.disks();
        return disks == null ? List.of() : disks;
    }

    private static String name(@Nullable String name) {
        return name == null ? "" : name;
    }
}
