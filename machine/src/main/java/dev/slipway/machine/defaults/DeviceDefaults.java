package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CDRomTarget;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DevicesBuilder;
import dev.slipway.api.kubevirt.Diag288Watchdog;
import dev.slipway.api.kubevirt.Diag288WatchdogBuilder;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskBuilder;
import dev.slipway.api.kubevirt.DiskTargetBuilder;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.I6300ESBWatchdog;
import dev.slipway.api.kubevirt.I6300ESBWatchdogBuilder;
import dev.slipway.api.kubevirt.Input;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.api.kubevirt.Watchdog;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Completes disks, inputs and the watchdog of an instance. Source: KubeVirt v1.9.0, {@code pkg/defaults}. */
final class DeviceDefaults {
    private DeviceDefaults() {}

    static Devices complete(Devices devices, String architecture) {
        return DevicesBuilder.builder(devices)
                .disks(
                        devices.disks() == null
                                ? null
                                : devices.disks().stream()
                                        .map(disk -> blockSize(disk(disk, architecture)))
                                        .toList())
                .inputs(inputs(devices))
                .watchdog(watchdog(devices.watchdog(), architecture))
                .build();
    }

    /** A volume that no disk and no file system takes becomes a disk. */
    static Devices withDisks(Devices devices, List<Volume> volumes) {
        Set<String> used = new HashSet<>();
        Given.list(devices.disks()).forEach(disk -> used.add(Given.text(disk.name())));
        Given.list(devices.filesystems()).forEach(filesystem -> used.add(Given.text(filesystem.name())));
        List<Disk> disks = new ArrayList<>(Given.list(devices.disks()));
        volumes.stream()
                .map(volume -> Given.text(volume.name()))
                .filter(name -> !used.contains(name))
                .forEach(name -> disks.add(DiskBuilder.builder().name(name).build()));
        return disks.isEmpty() ? devices : devices.withDisks(disks);
    }

    /** A disk without a target is a disk; buses default to sata on amd64 and to virtio elsewhere. */
    private static Disk disk(Disk disk, String architecture) {
        String bus = architecture.equals("arm64") || architecture.equals("s390x") ? "virtio" : "sata";
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
        return inputs == null
                ? null
                : inputs.stream()
                        .map(input -> input.withBus(isBlank(input.bus()) ? "usb" : input.bus())
                                .withType(isBlank(input.type()) ? "tablet" : input.type()))
                        .toList();
    }

    /** A watchdog resets the machine; each architecture has one kind. */
    private static @Nullable Watchdog watchdog(@Nullable Watchdog watchdog, String architecture) {
        if (watchdog == null || architecture.equals("arm64")) {
            return watchdog;
        }
        if (architecture.equals("s390x")) {
            Diag288Watchdog device = watchdog.diag288() == null
                    ? Diag288WatchdogBuilder.builder().build()
                    : watchdog.diag288();
            return watchdog.withDiag288(device.withAction(isBlank(device.action()) ? "reset" : device.action()));
        }
        I6300ESBWatchdog device =
                watchdog.i6300esb() == null ? I6300ESBWatchdogBuilder.builder().build() : watchdog.i6300esb();
        return watchdog.withI6300esb(device.withAction(isBlank(device.action()) ? "reset" : device.action()));
    }

    /** Block sizes that follow the volume do so unless that is switched off. */
    private static Disk blockSize(Disk disk) {
        if (disk.blockSize() == null || disk.blockSize().matchVolume() == null) {
            return disk;
        }
        FeatureState match = disk.blockSize().matchVolume();
        return disk.withBlockSize(
                disk.blockSize().withMatchVolume(match.withEnabled(Objects.requireNonNullElse(match.enabled(), true))));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
