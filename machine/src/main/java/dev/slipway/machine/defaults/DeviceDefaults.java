package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CDRomTarget;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskBuilder;
import dev.slipway.api.kubevirt.DiskTargetBuilder;
import dev.slipway.api.kubevirt.I6300ESBWatchdog;
import dev.slipway.api.kubevirt.Input;
import dev.slipway.api.kubevirt.InputBuilder;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.Watchdog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Completes disks, inputs and the watchdog of an instance. Source: KubeVirt v1.9.0, {@code pkg/defaults}. */
final class DeviceDefaults {
    private DeviceDefaults() {}

    static Devices complete(Devices devices, List<Volume> volumes, String architecture) {
        return DevicesBuilder.builder(devices)
                .disks(disks(devices, volumes, architecture))
                .inputs(inputs(devices))
                .watchdog(watchdog(devices.watchdog()))
                .build();
    }

    private static @Nullable List<Disk> disks(Devices devices, List<Volume> volumes, String architecture) {
        List<Disk> disks = new ArrayList<>(Objects.requireNonNullElse(devices.disks(), List.of()));
        Set<String> used = new HashSet<>();
        disks.forEach(disk -> used.add(Objects.requireNonNullElse(disk.name(), "")));
        Objects.requireNonNullElse(devices.filesystems(), List.<dev.slipway.api.kubevirt.Filesystem>of())
                .forEach(filesystem -> used.add(Objects.requireNonNullElse(filesystem.name(), "")));
        volumes.stream()
                .filter(volume -> volume.memoryDump() == null && volume.containerPath() == null)
                .filter(volume -> volume.name() != null && !used.contains(volume.name()))
                .forEach(volume ->
                        disks.add(DiskBuilder.builder().name(volume.name()).build()));
        if (disks.isEmpty()) {
            return devices.disks();
        }
        return disks.stream().map(disk -> disk(disk, architecture)).toList();
    }

    /** A disk without a target is a disk; buses default to sata on amd64 and to virtio elsewhere. */
    private static Disk disk(Disk disk, String architecture) {
        String bus = architecture.equals("amd64") ? "sata" : "virtio";
        Disk whole = disk.disk() == null && disk.cdrom() == null && disk.lun() == null
                ? disk.withDisk(DiskTargetBuilder.builder().build())
                : disk;
        if (whole.disk() != null && isBlank(whole.disk().bus())) {
            return whole.withDisk(whole.disk().withBus(bus));
        }
        if (whole.lun() != null && isBlank(whole.lun().bus())) {
            return whole.withLun(whole.lun().withBus(bus));
        }
        return whole.cdrom() == null ? whole : whole.withCdrom(cdrom(whole.cdrom(), bus));
    }

    private static CDRomTarget cdrom(CDRomTarget cdrom, String bus) {
        return cdrom.withBus(isBlank(cdrom.bus()) ? bus : cdrom.bus())
                .withReadonly(Objects.requireNonNullElse(cdrom.readonly(), true))
                .withTray(isBlank(cdrom.tray()) ? "closed" : cdrom.tray());
    }

    private static @Nullable List<Input> inputs(Devices devices) {
        List<Input> inputs = devices.inputs();
        if (Boolean.TRUE.equals(devices.autoattachInputDevice()) && (inputs == null || inputs.isEmpty())) {
            inputs = List.of(InputBuilder.builder().name("default-0").build());
        }
        return inputs == null
                ? null
                : inputs.stream()
                        .map(input -> input.withBus(isBlank(input.bus()) ? "usb" : input.bus())
                                .withType(isBlank(input.type()) ? "tablet" : input.type()))
                        .toList();
    }

    private static @Nullable Watchdog watchdog(@Nullable Watchdog watchdog) {
        if (watchdog == null || watchdog.i6300esb() == null) {
            return watchdog;
        }
        I6300ESBWatchdog device = watchdog.i6300esb();
        return watchdog.withI6300esb(device.withAction(isBlank(device.action()) ? "reset" : device.action()));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
