package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.CDRomTarget;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DiskTarget;
import dev.slipway.api.kubevirt.LunTarget;
import dev.slipway.api.kubevirt.Volume;
import java.util.List;
import java.util.Optional;

/**
 * A disk, CD-ROM or LUN of a guest.
 *
 * @param disk as in the instance
 * @param volume its volume; a CD-ROM drive may be without
 * @param kind what the guest sees
 * @param bus how it is attached
 * @param readOnly whether the guest cannot write
 * @param pciAddress address that the instance asks for, or empty
 */
record GuestDisk(Disk disk, Optional<Volume> volume, Kind kind, DiskBus bus, boolean readOnly, String pciAddress) {
    /** What the guest sees. */
    enum Kind {
        DISK,
        CD_ROM,
        LUN
    }

    static GuestDisk of(Disk disk, Optional<Volume> volume, List<Problem> problems) {
        CDRomTarget cdrom = disk.cdrom();
        LunTarget lun = disk.lun();
        DiskTarget target = disk.disk();
        String field = field(disk);
        if (cdrom != null) {
            DiskBus bus = bus(field + ".cdrom.bus", Guest.text(cdrom.bus()), DiskBus.SATA, problems);
            if (bus == DiskBus.VIRTIO) {
                problems.add(new Problem.Invalid(field + ".cdrom.bus", "virtio", "sata, scsi or usb"));
            }
            if ("open".equals(cdrom.tray())) {
                problems.add(new Problem.NotSupported(
                        field + ".cdrom.tray", "\"open\"", "leave it closed and remove the volume instead"));
            }
            return new GuestDisk(disk, volume, Kind.CD_ROM, bus, true, "");
        }
        if (lun != null) {
            DiskBus bus = bus(field + ".lun.bus", Guest.text(lun.bus()), DiskBus.SCSI, problems);
            if (bus != DiskBus.SCSI) {
                problems.add(new Problem.Invalid(field + ".lun.bus", Guest.text(lun.bus()), "scsi"));
            }
            return new GuestDisk(disk, volume, Kind.LUN, bus, Guest.on(lun.readonly(), false), "");
        }
        if (target == null) {
            return new GuestDisk(disk, volume, Kind.DISK, DiskBus.SATA, false, "");
        }
        DiskBus bus = bus(field + ".disk.bus", Guest.text(target.bus()), DiskBus.SATA, problems);
        boolean readOnly = Guest.on(target.readonly(), false)
                || volume.map(Volume::downwardMetrics).isPresent();
        if (readOnly && bus == DiskBus.SATA) {
            problems.add(new Problem.Invalid(field + ".disk.readonly", "true", "false, or use virtio or scsi"));
        }
        return new GuestDisk(disk, volume, Kind.DISK, bus, readOnly, Guest.text(target.pciAddress()));
    }

    private static DiskBus bus(String field, String name, DiskBus unsaid, List<Problem> problems) {
        return switch (name) {
            case "" -> unsaid;
            case "virtio" -> DiskBus.VIRTIO;
            case "sata" -> DiskBus.SATA;
            case "scsi" -> DiskBus.SCSI;
            case "usb" -> DiskBus.USB;
            default -> {
                problems.add(new Problem.Invalid(field, name, "virtio, sata, scsi or usb"));
                yield unsaid;
            }
        };
    }

    private static String field(Disk disk) {
        return "spec.domain.devices.disks[" + disk.name() + "]";
    }

    String field() {
        return field(disk);
    }

    String name() {
        return Guest.text(disk.name());
    }

    String id() {
        return DeviceIds.disk(name());
    }

    String node() {
        return DeviceIds.node(name());
    }
}
