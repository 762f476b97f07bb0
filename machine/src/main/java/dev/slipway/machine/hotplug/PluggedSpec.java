package dev.slipway.machine.hotplug;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskBuilder;
import dev.slipway.api.kubevirt.DiskTargetBuilder;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.DomainSpecBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpecBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A running guest's description, brought to the pluggable volumes of its machine's template. */
public final class PluggedSpec {
    private PluggedSpec() {}

    /**
     * Returns the description that follows. A volume whose source has changed goes first; its successor comes when
     * nothing of it is left. Memory dumps come and go when they are asked for, and not with the template.
     *
     * @param running the instance's description
     * @param template the machine's template
     * @param leaving names of volumes that are on their way out
     */
    public static VirtualMachineInstanceSpec of(
            VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template, Set<String> leaving) {
        return LinkStates.follow(PluggableNic.follow(volumes(running, template, leaving), template), template);
    }

    private static VirtualMachineInstanceSpec volumes(
            VirtualMachineInstanceSpec running, VirtualMachineInstanceSpec template, Set<String> leaving) {
        List<Volume> wanted = PluggableVolume.of(template);
        Set<String> gone = PluggableVolume.of(running).stream()
                .filter(volume -> volume.memoryDump() == null && !wanted.contains(volume))
                .map(volume -> Given.text(volume.name()))
                .collect(Collectors.toSet());
        List<Volume> volumes = new ArrayList<>(without(
                Given.list(running.volumes()),
                volume -> PluggableVolume.is(volume) && gone.contains(Given.text(volume.name()))));
        List<Disk> disks = new ArrayList<>(without(
                disks(running), disk -> gone.contains(Given.text(disk.name())) && !PluggableVolume.isDrive(disk)));
        Set<String> taken = new HashSet<>(leaving);
        Given.list(running.volumes()).forEach(volume -> taken.add(Given.text(volume.name())));
        wanted.stream()
                .filter(volume -> volume.memoryDump() == null && !taken.contains(Given.text(volume.name())))
                .forEach(volume -> {
                    volumes.add(volume);
                    disk(template, volume)
                            .filter(disk -> disks.stream().noneMatch(present -> isNamed(present, volume)))
                            .ifPresent(disk -> disks.add(withBus(disk)));
                });
        return volumes.equals(Given.list(running.volumes())) ? running : with(running, volumes, disks);
    }

    /** Returns a description without what may come and go; two that differ only in that need no restart. */
    public static VirtualMachineInstanceSpec lasting(VirtualMachineInstanceSpec spec) {
        return LiveGrowth.without(LinkStates.without(PluggableNic.without(lastingVolumes(spec))));
    }

    private static VirtualMachineInstanceSpec lastingVolumes(VirtualMachineInstanceSpec spec) {
        Set<String> pluggable = PluggableVolume.of(spec).stream()
                .map(volume -> Given.text(volume.name()))
                .collect(Collectors.toSet());
        // What has come and gone leaves an empty list, where there may have been none before.
        boolean hollow =
                Optional.ofNullable(spec.volumes()).filter(List::isEmpty).isPresent();
        return pluggable.isEmpty() && !hollow
                ? spec
                : with(
                        spec,
                        without(Given.list(spec.volumes()), PluggableVolume::is),
                        without(
                                disks(spec),
                                disk -> pluggable.contains(Given.text(disk.name())) && !PluggableVolume.isDrive(disk)));
    }

    private static VirtualMachineInstanceSpec with(
            VirtualMachineInstanceSpec spec, List<Volume> volumes, List<Disk> disks) {
        DomainSpec domain = Optional.ofNullable(spec.domain())
                .orElseGet(() -> DomainSpecBuilder.builder().build());
        Devices devices = Optional.ofNullable(domain.devices())
                .orElseGet(() -> DevicesBuilder.builder().build());
        return VirtualMachineInstanceSpecBuilder.builder(spec)
                .volumes(volumes.isEmpty() ? null : volumes)
                .domain(DomainSpecBuilder.builder(domain)
                        .devices(DevicesBuilder.builder(devices)
                                .disks(disks.isEmpty() ? null : disks)
                                .build())
                        .build())
                .build();
    }

    /** What is plugged into a running guest goes to SCSI unless it names a bus. */
    private static Disk withBus(Disk disk) {
        boolean named = disk.lun() != null
                || disk.cdrom() != null
                || Optional.ofNullable(disk.disk())
                        .filter(target -> Given.some(target.bus()).isPresent())
                        .isPresent();
        if (named) {
            return disk;
        }
        DiskTargetBuilder target =
                Optional.ofNullable(disk.disk()).map(DiskTargetBuilder::builder).orElseGet(DiskTargetBuilder::builder);
        return DiskBuilder.builder(disk).disk(target.bus("scsi").build()).build();
    }

    private static Optional<Disk> disk(VirtualMachineInstanceSpec spec, Volume volume) {
        return disks(spec).stream().filter(disk -> isNamed(disk, volume)).findFirst();
    }

    private static boolean isNamed(Disk disk, Volume volume) {
        return Given.text(volume.name()).equals(disk.name());
    }

    private static List<Disk> disks(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.domain())
                .flatMap(domain -> Optional.ofNullable(domain.devices()))
                .map(devices -> Given.list(devices.disks()))
                .orElse(List.of());
    }

    private static <T> List<T> without(List<T> list, Predicate<T> gone) {
        return list.stream().filter(gone.negate()).toList();
    }
}
