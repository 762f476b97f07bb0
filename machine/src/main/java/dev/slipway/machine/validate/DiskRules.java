package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CustomBlockSize;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for {@code domain.devices.disks}. Source: KubeVirt v1.9.0, {@code disks.go}. */
final class DiskRules {
    private static final Set<String> BUSES = Set.of("virtio", "sata", "scsi", "usb");
    private static final Set<String> CACHES = Set.of("none", "writethrough", "writeback");
    private static final Set<String> ERROR_POLICIES = Set.of("stop", "ignore", "report", "enospace");
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9_.+-]*");
    private static final int LONGEST_SERIAL = 256;
    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 2 << 20;

    private DiskRules() {}

    static List<Cause> of(Devices devices, FieldPath path) {
        FieldPath disksPath = path.child("domain", "devices", "disks");
        List<Disk> disks = Given.list(devices.disks());
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < disks.size(); i++) {
            String name = Given.text(disks.get(i).name());
            if (!names.add(name)) {
                causes.add(disksPath
                        .index(i)
                        .child("name")
                        .invalid("Disk " + name + " is there twice. Give each its own name."));
            }
            // Some of KubeVirt's fields repeat the path of the list.
            causes.addAll(
                    disk(disks.get(i), name, disksPath.index(i), disksPath.child("domain", "devices", "disks"), i));
        }
        return causes;
    }

    private static List<Cause> disk(Disk disk, String name, FieldPath path, FieldPath again, int index) {
        List<Cause> causes = new ArrayList<>();
        long targets = Stream.of(disk.disk(), disk.cdrom(), disk.lun())
                .filter(Objects::nonNull)
                .count();
        if (targets > 1) {
            causes.add(path.invalid("Disk " + name + " is several things at once. Keep one of disk, cdrom, lun."));
        }
        causes.addAll(pci(disk, name, again.child("disk").index(index)));
        if (disk.bootOrder() != null && disk.bootOrder() < 1) {
            causes.add(path.child("bootOrder")
                    .invalid(
                            "Disk " + name + " has the bootOrder " + disk.bootOrder() + ". Boot order begins with 1."));
        }
        causes.addAll(bus(disk, name, path, again.index(index)));
        causes.addAll(serial(Given.text(disk.serial()), name, path.child("serial")));
        oneOf(disk.cache(), CACHES, "cache", name, path, causes);
        if (!Given.isBlank(disk.io()) && !Set.of("native", "threads").contains(disk.io())) {
            causes.add(again.index(index)
                    .child("io")
                    .notSupported(
                            "Disk " + name + " has io " + disk.io() + ", which is not known. Use native or threads."));
        }
        if (disk.errorPolicy() != null && !ERROR_POLICIES.contains(disk.errorPolicy())) {
            causes.add(path.child("errorPolicy")
                    .invalid("Disk " + name + " has errorPolicy '" + disk.errorPolicy()
                            + "', which is not known. Use stop, ignore, report or enospace."));
        }
        DnsName.wrongLabel(name)
                .ifPresent(wrong -> causes.add(
                        again.index(index).child("name").invalid("Disk name '" + name + "' " + wrong + ".")));
        causes.addAll(blockSize(disk, name, path));
        return causes;
    }

    private static List<Cause> pci(Disk disk, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (disk.disk() == null || Given.isBlank(disk.disk().pciAddress())) {
            return causes;
        }
        FieldPath field = path.child("pciAddress");
        if (!"virtio".equals(disk.disk().bus())) {
            causes.add(field.invalid("Disk " + name + " has a pciAddress, which only the bus virtio has. Remove it."));
        }
        if (!PciForm.matches(Given.text(disk.disk().pciAddress()))) {
            causes.add(field.invalid("Disk " + name + " has the PCI address "
                    + disk.disk().pciAddress() + ", which is malformed. Write it like 0000:81:00.1."));
        }
        return causes;
    }

    private static List<Cause> serial(String serial, String name, FieldPath field) {
        List<Cause> causes = new ArrayList<>();
        if (!SERIAL.matcher(serial).matches()) {
            causes.add(field.invalid("Disk " + name + " has the serial number '" + serial
                    + "', which may only have letters, digits and _.+-."));
        }
        if (serial.codePointCount(0, serial.length()) > LONGEST_SERIAL) {
            causes.add(field.invalid("Disk " + name + " has a serial number of " + serial.length()
                    + " characters, at most 256 are allowed."));
        }
        return causes;
    }

    /** Which of its three forms a disk has, and the bus it is on; where it has several, disk comes before lun and cdrom. */
    private record Target(String form, String bus) {
        static Target of(Disk disk) {
            if (disk.disk() != null) {
                return new Target("disk", Given.text(disk.disk().bus()));
            }
            if (disk.lun() != null) {
                return new Target("lun", Given.text(disk.lun().bus()));
            }
            return disk.cdrom() != null
                    ? new Target("cdrom", Given.text(disk.cdrom().bus()))
                    : new Target("", "");
        }
    }

    private static List<Cause> bus(Disk disk, String name, FieldPath path, FieldPath again) {
        Target target = Target.of(disk);
        String bus = target.bus();
        if (bus.isEmpty()) {
            return List.of();
        }
        FieldPath field = path.child(target.form(), "bus");
        List<Cause> causes = new ArrayList<>();
        if (bus.equals("ide")) {
            causes.add(
                    field.invalid("Disk " + name + " is on the bus ide, which modern machines do not have. Use sata."));
        } else if (!BUSES.contains(bus)) {
            causes.add(field.invalid(
                    "Disk " + name + " is on the bus " + bus + ", which is not known. Use virtio, sata, scsi or usb."));
        }
        if (bus.equals("virtio") && target.form().equals("cdrom")) {
            causes.add(
                    field.invalid("CD-ROM " + name + " is on the bus virtio, which has no CD-ROMs. Use sata or scsi."));
        }
        if (bus.equals("sata")
                && disk.disk() != null
                && Given.isTrue(disk.disk().readonly())) {
            causes.add(field.invalid(
                    "Disk " + name + " is read-only on the bus sata, which has no such disks. Use virtio or scsi."));
        }
        if (Given.isTrue(disk.dedicatedIOThread()) && !bus.equals("virtio")) {
            causes.add(again.notSupported(
                    "Disk " + name + " asks for a dedicatedIOThread, which needs the bus virtio, not " + bus
                            + ". Change the bus or remove it."));
        }
        return causes;
    }

    private static void oneOf(
            @Nullable String value, Set<String> known, String field, String name, FieldPath path, List<Cause> causes) {
        if (value != null && !value.isEmpty() && !known.contains(value)) {
            causes.add(path.child(field)
                    .invalid("Disk " + name + " has " + field + " " + value + ", which is not known. Use one of "
                            + String.join(", ", known.stream().sorted().toList()) + "."));
        }
    }

    private static List<Cause> blockSize(Disk disk, String name, FieldPath path) {
        if (disk.blockSize() == null || disk.blockSize().custom() == null) {
            return List.of();
        }
        FieldPath field = path.child("blockSize");
        boolean match = disk.blockSize().matchVolume() != null
                && Given.isOnByDefault(disk.blockSize().matchVolume().enabled());
        if (match) {
            return List.of(field.invalid(
                    "Disk " + name + " both matches the volume's block size and sets its own. Keep one."));
        }
        return custom(disk.blockSize().custom(), Target.of(disk).bus(), name, field.child("custom"));
    }

    private static List<Cause> custom(CustomBlockSize custom, String bus, String name, FieldPath field) {
        long logical = Given.number(custom.logical());
        long physical = Given.number(custom.physical());
        if (logical > physical) {
            return List.of(field.child("logical")
                    .invalid("Disk " + name + " has a logical block size of " + logical + ", above the physical one of "
                            + physical + ". Make it the same or less."));
        }
        if (bus.equals("sata") && logical != SMALLEST_BLOCK) {
            return List.of(field.child("logical")
                    .invalid("Disk " + name + " has a logical block size of " + logical
                            + ", but SATA disks have 512. Set 512, or use the bus virtio."));
        }
        long discard = Given.number(custom.discardGranularity());
        if (custom.discardGranularity() != null && logical != 0 && discard % logical != 0) {
            return List.of(field.child("discardGranularity")
                    .invalid("Disk " + name + " has a discardGranularity of " + discard
                            + ", which is no multiple of the logical block size " + logical + "."));
        }
        List<Cause> causes = new ArrayList<>();
        size(logical, name, field.child("logical"), causes);
        size(physical, name, field.child("physical"), causes);
        return causes;
    }

    private static void size(long size, String name, FieldPath field, List<Cause> causes) {
        if (size < SMALLEST_BLOCK || size > LARGEST_BLOCK) {
            causes.add(field.invalid("Disk " + name + " has a block size of " + size + ". Use 512 to 2097152 bytes."));
        } else if (Long.bitCount(size) != 1) {
            causes.add(field.invalid("Disk " + name + " has a block size of " + size + ", which is no power of two."));
        }
    }
}
