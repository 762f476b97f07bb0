package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CustomBlockSize;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.admission.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules for {@code domain.devices.disks} and boot order. Source: KubeVirt v1.9.0, {@code disks.go}. */
final class DiskRules {
    private static final Set<String> BUSES = Set.of("virtio", "sata", "scsi", "usb");
    private static final Set<String> CACHES = Set.of("none", "writethrough", "writeback");
    private static final Set<String> ERROR_POLICIES = Set.of("stop", "ignore", "report", "enospace");
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9_.+-]*");
    private static final int LONGEST_SERIAL = 256;
    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 2 << 20;

    private DiskRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        FieldPath disksPath = path.child("domain", "devices", "disks");
        List<Disk> disks = Objects.requireNonNullElse(devices.disks(), List.of());
        List<Cause> causes = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < disks.size(); i++) {
            Disk disk = disks.get(i);
            String name = Objects.requireNonNullElse(disk.name(), "");
            if (!names.add(name)) {
                causes.add(disksPath.index(i).invalid("Disk " + name + " is there twice. Give each its own name."));
            }
            causes.addAll(disk(disk, name, disksPath.index(i)));
            FieldPath quirk = disksPath.child("domain", "devices", "disks").index(i);
            if (disk.io() != null && !Set.of("native", "threads").contains(disk.io())) {
                causes.add(quirk.child("io")
                        .notSupported("Disk " + name + " has io " + disk.io()
                                + ", which is not known. Use native or threads."));
            }
            DnsName.wrongLabel(name)
                    .ifPresent(wrong ->
                            causes.add(quirk.child("name").invalid("Disk name '" + name + "' " + wrong + ".")));
        }
        causes.addAll(bootOrder(disks, Objects.requireNonNullElse(devices.interfaces(), List.of()), path));
        return causes;
    }

    private static List<Cause> disk(Disk disk, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        long targets = Stream.of(disk.disk(), disk.cdrom(), disk.lun())
                .filter(Objects::nonNull)
                .count();
        if (targets > 1) {
            causes.add(path.invalid("Disk " + name + " is several things at once. Keep one of disk, cdrom, lun."));
        }
        causes.addAll(bus(disk, name, path));
        String serial = Objects.requireNonNullElse(disk.serial(), "");
        if (serial.length() > LONGEST_SERIAL) {
            causes.add(path.child("serial")
                    .invalid("Disk " + name + " has a serial number of " + serial.length()
                            + " characters, at most 256 are allowed."));
        }
        if (!SERIAL.matcher(serial).matches()) {
            causes.add(path.child("serial")
                    .invalid("Disk " + name + " has the serial number '" + serial
                            + "', which may only have letters, digits and _.+-."));
        }
        oneOf(disk.cache(), CACHES, "cache", name, path, causes);
        oneOf(disk.errorPolicy(), ERROR_POLICIES, "errorPolicy", name, path, causes);
        boolean virtio = disk.disk() != null
                && Objects.requireNonNullElse(disk.disk().bus(), "virtio").equals("virtio");
        if (Boolean.TRUE.equals(disk.dedicatedIOThread()) && !virtio) {
            causes.add(
                    path.child("dedicatedIOThread")
                            .notSupported(
                                    "Disk " + name
                                            + " asks for a dedicatedIOThread, which needs the bus virtio. Change the bus or remove it."));
        }
        causes.addAll(blockSize(disk, name, path));
        return causes;
    }

    private static List<Cause> bus(Disk disk, String name, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (disk.disk() != null) {
            bus(disk.disk().bus(), name, path.child("disk", "bus"), causes);
            if ("sata".equals(disk.disk().bus())
                    && Boolean.TRUE.equals(disk.disk().readonly())) {
                causes.add(path.child("disk", "bus")
                        .invalid("Disk " + name
                                + " is read-only on the bus sata, which has no such disks. Use virtio or scsi."));
            }
            if (!isBlank(disk.disk().pciAddress())
                    && !Objects.requireNonNullElse(disk.disk().bus(), "virtio").equals("virtio")) {
                causes.add(path.child("disk", "pciAddress")
                        .invalid("Disk " + name + " has a pciAddress, which only the bus virtio has. Remove it."));
            }
        }
        if (disk.lun() != null) {
            bus(disk.lun().bus(), name, path.child("lun", "bus"), causes);
        }
        if (disk.cdrom() != null) {
            bus(disk.cdrom().bus(), name, path.child("cdrom", "bus"), causes);
            if ("virtio".equals(disk.cdrom().bus())) {
                causes.add(path.child("cdrom", "bus")
                        .invalid("CD-ROM " + name + " is on the bus virtio, which has no CD-ROMs. Use sata or scsi."));
            }
        }
        return causes;
    }

    private static void bus(@Nullable String bus, String name, FieldPath field, List<Cause> causes) {
        if (isBlank(bus)) {
            return;
        }
        if ("ide".equals(bus)) {
            causes.add(
                    field.invalid("Disk " + name + " is on the bus ide, which modern machines do not have. Use sata."));
        } else if (!BUSES.contains(bus)) {
            causes.add(field.invalid(
                    "Disk " + name + " is on the bus " + bus + ", which is not known. Use virtio, sata, scsi or usb."));
        }
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
        List<Cause> causes = new ArrayList<>();
        if (disk.blockSize() == null) {
            return causes;
        }
        FieldPath field = path.child("blockSize");
        CustomBlockSize custom = disk.blockSize().custom();
        boolean match = disk.blockSize().matchVolume() != null
                && !Boolean.FALSE.equals(disk.blockSize().matchVolume().enabled());
        if (custom != null && match) {
            causes.add(field.invalid(
                    "Disk " + name + " both matches the volume's block size and sets its own. Keep one."));
        } else if (custom != null) {
            int logical = Objects.requireNonNullElse(custom.logical(), 0);
            int physical = Objects.requireNonNullElse(custom.physical(), 0);
            size(logical, name, field.child("custom", "logical"), causes);
            size(physical, name, field.child("custom", "physical"), causes);
            if (logical > physical) {
                causes.add(field.child("custom", "logical")
                        .invalid("Disk " + name + " has a logical block size of " + logical
                                + ", above the physical one of " + physical + ". Make it the same or less."));
            }
            if (disk.disk() != null && "sata".equals(disk.disk().bus()) && logical != SMALLEST_BLOCK) {
                causes.add(field.child("custom", "logical")
                        .invalid("Disk " + name + " has a logical block size of " + logical
                                + ", but SATA disks have 512. Set 512, or use the bus virtio."));
            }
            Integer discard = custom.discardGranularity();
            if (discard != null && logical > 0 && discard % logical != 0) {
                causes.add(field.child("custom", "discardGranularity")
                        .invalid("Disk " + name
                                + " has a discardGranularity of " + discard
                                + ", which is no multiple of the logical block size "
                                + logical + "."));
            }
        }
        return causes;
    }

    private static void size(int size, String name, FieldPath field, List<Cause> causes) {
        if (size < SMALLEST_BLOCK || size > LARGEST_BLOCK) {
            causes.add(field.invalid("Disk " + name + " has a block size of " + size + ". Use 512 to 2097152 bytes."));
        } else if (Integer.bitCount(size) != 1) {
            causes.add(field.invalid("Disk " + name + " has a block size of " + size + ", which is no power of two."));
        }
    }

    /** Disks and interfaces share one order; each place is taken once, the first is 1. */
    private static List<Cause> bootOrder(List<Disk> disks, List<Interface> interfaces, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (int i = 0; i < disks.size(); i++) {
            place(
                    disks.get(i).bootOrder(),
                    path.child("domain", "devices", "disks").index(i),
                    taken,
                    causes);
        }
        for (int i = 0; i < interfaces.size(); i++) {
            place(
                    interfaces.get(i).bootOrder(),
                    path.child("domain", "devices", "interfaces").index(i),
                    taken,
                    causes);
        }
        return causes;
    }

    private static void place(@Nullable Integer order, FieldPath path, Set<Integer> taken, List<Cause> causes) {
        if (order == null) {
            return;
        }
        FieldPath field = path.child("bootOrder");
        if (order < 1) {
            causes.add(field.invalid(field + " is " + order + ". Boot order begins with 1."));
        } else if (!taken.add(order)) {
            causes.add(field.invalid(field + " is " + order + ", which another device has. Give each its own place."));
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isEmpty();
    }
}
