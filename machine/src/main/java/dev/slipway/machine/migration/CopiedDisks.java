package dev.slipway.machine.migration;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.qemu.DeviceIds;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The disks of a guest that lie in its Pod, so that a migration has to copy them. */
public final class CopiedDisks {
    private CopiedDisks() {}

    /** Returns their block nodes, in the guest's order. */
    public static List<String> of(VirtualMachineInstance instance) {
        Set<String> local = Stream.ofNullable(instance.getSpec().volumes())
                .flatMap(List::stream)
                .filter(CopiedDisks::isLocal)
                .map(Volume::name)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return Stream.ofNullable(instance.getSpec().domain())
                .map(DomainSpec::devices)
                .flatMap(Stream::ofNullable)
                .map(Devices::disks)
                .flatMap(Stream::ofNullable)
                .flatMap(List::stream)
                .filter(CopiedDisks::isWritten)
                .map(Disk::name)
                .filter(name -> name != null && local.contains(name))
                .map(name -> DeviceIds.node(name + ""))
                .toList();
    }

    /** Returns whether what the guest writes to a volume stays in its Pod. */
    static boolean isLocal(Volume volume) {
        return volume.emptyDisk() != null || volume.containerDisk() != null || volume.ephemeral() != null;
    }

    private static boolean isWritten(Disk disk) {
        return disk.cdrom() == null
                && (disk.disk() == null || !Boolean.TRUE.equals(disk.disk().readonly()));
    }
}
