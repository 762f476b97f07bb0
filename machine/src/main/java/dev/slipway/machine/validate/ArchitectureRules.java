package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.api.kubevirt.Watchdog;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What machines of an architecture do not have. Source: KubeVirt v1.9.0, {@code amd64.go}, {@code arm64.go}, {@code s390x.go}. */
public final class ArchitectureRules {
    private static final List<String> KNOWN = List.of("amd64", "arm64", "s390x");

    private ArchitectureRules() {}

    /** Returns what an instance of this spec would be refused for because of its architecture. */
    static List<Cause> of(VirtualMachineInstanceSpec spec, FieldPath path) {
        DomainSpec domain = Objects.requireNonNull(spec.domain());
        Devices devices = Objects.requireNonNull(domain.devices());
        FieldPath field = path.child("domain", "devices");
        String architecture = Given.text(spec.architecture());
        return switch (architecture) {
            case "amd64" -> {
                List<Cause> causes = new ArrayList<>(watchdog(devices, "i6300esb", architecture, field));
                causes.addAll(
                        video(devices, List.of("vga", "cirrus", "virtio", "ramfb", "bochs"), architecture, field));
                yield causes;
            }
            case "s390x" -> {
                List<Cause> causes = new ArrayList<>(watchdog(devices, "diag288", architecture, field));
                causes.addAll(video(devices, List.of("virtio"), architecture, field));
                yield causes;
            }
            case "arm64" -> arm(domain, devices, path);
            default ->
                List.of(path.child("architecture")
                        .invalid("Architecture '" + architecture + "' is not known. Use one of "
                                + String.join(", ", KNOWN) + "."));
        };
    }

    private static List<Cause> video(Devices devices, List<String> known, String architecture, FieldPath path) {
        if (devices.video() == null || known.contains(Given.text(devices.video().type()))) {
            return List.of();
        }
        return List.of(path.child("video", "type")
                .notSupported("Video type '" + Given.text(devices.video().type()) + "' is not there on " + architecture
                        + ". Use one of " + String.join(", ", known) + "."));
    }

    private static List<Cause> watchdog(Devices devices, String kind, String architecture, FieldPath path) {
        Watchdog watchdog = devices.watchdog();
        if (watchdog == null) {
            return List.of();
        }
        boolean intel = watchdog.i6300esb() != null;
        boolean mainframe = watchdog.diag288() != null;
        boolean right = kind.equals("diag288") ? mainframe && !intel : intel && !mainframe;
        return right
                ? List.of()
                : List.of(path.child("watchdog")
                        .notSupported("Machines of " + architecture + " have the watchdog " + kind
                                + " and no other. Use " + kind + "."));
    }

    private static List<Cause> arm(DomainSpec domain, Devices devices, FieldPath path) {
        FieldPath field = path.child("domain", "devices");
        List<Cause> causes = new ArrayList<>();
        if (domain.firmware() != null
                && domain.firmware().bootloader() != null
                && domain.firmware().bootloader().bios() != null) {
            causes.add(path.child("domain", "firmware", "bootloader", "bios")
                    .notSupported("arm64 has no BIOS. Use bootloader.efi."));
        }
        String model = domain.cpu() == null ? "" : Given.text(domain.cpu().model());
        if (!model.isEmpty() && !model.equals("host-passthrough")) {
            causes.add(path.child("domain", "cpu", "model")
                    .notSupported("CPU model " + model
                            + " is not there on arm64. Use host-passthrough, or leave the model out."));
        }
        List<Disk> disks = Given.list(devices.disks());
        for (int i = 0; i < disks.size(); i++) {
            causes.addAll(bus(disks.get(i), field.child("disks").index(i)));
        }
        if (devices.watchdog() != null) {
            causes.add(field.child("watchdog").notSupported("arm64 has no watchdog. Remove it."));
        }
        if (devices.sound() != null) {
            causes.add(field.child("sound").notSupported("arm64 has no sound device. Remove it."));
        }
        causes.addAll(video(devices, List.of("virtio", "ramfb"), "arm64", field));
        return causes;
    }

    private static List<Cause> bus(Disk disk, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        if (disk.disk() != null) {
            bus(Given.text(disk.disk().bus()), path.child("disk", "bus"), causes);
        }
        if (disk.cdrom() != null) {
            bus(Given.text(disk.cdrom().bus()), path.child("cdrom", "bus"), causes);
        }
        if (disk.lun() != null) {
            bus(Given.text(disk.lun().bus()), path.child("lun", "bus"), causes);
        }
        return causes;
    }

    private static void bus(String bus, FieldPath field, List<Cause> causes) {
        if (!List.of("", "virtio", "scsi").contains(bus)) {
            causes.add(field.notSupported("The bus " + bus + " is not there on arm64. Use virtio or scsi."));
        }
    }
}
