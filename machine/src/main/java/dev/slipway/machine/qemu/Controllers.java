package dev.slipway.machine.qemu;

import java.util.ArrayList;
import java.util.List;

/** The section about the controllers that disks and inputs hang on. */
final class Controllers {
    static final String SCSI_BUS = "scsi.0";
    static final String USB_BUS = "usb.0";

    /** Ports of an AHCI controller as QEMU makes it. */
    private static final int AHCI_PORTS = 6;

    /** Functions of the slot for further AHCI controllers. */
    private static final int MORE_AHCI = 8;

    private Controllers() {}

    static Part of(Guest guest, GuestDisks disks) {
        List<Option> options = new ArrayList<>();
        MachineKind machine = guest.machine();
        boolean usb = !disks.on(DiskBus.USB).isEmpty()
                || InputDevices.needUsb(guest)
                || UsbRedirection.wanted(guest)
                || HostDevices.needUsb(guest);
        if (usb) {
            options.add(Option.device("qemu-xhci", "usb")
                    .with("p2", 15)
                    .with("p3", 15)
                    .at(FixedSlot.USB.on(machine)));
        }
        // What is plugged in later goes to SCSI by default, so the controller is there without a disk as well
        boolean scsi =
                !disks.on(DiskBus.SCSI).isEmpty() || !Guest.on(guest.devices().disableHotplug(), false);
        if (scsi) {
            options.add(Option.device(guest.virtio("virtio-scsi"), "scsi").at(FixedSlot.SCSI.on(machine)));
        }
        int sata = disks.on(DiskBus.SATA).size();
        int more = Math.max(0, (sata - onBoard(machine) + AHCI_PORTS - 1) / AHCI_PORTS);
        for (int n = 0; n < Math.min(more, MORE_AHCI); n++) {
            options.add(Option.device("ich9-ahci", ahci(n)).at(FixedSlot.SATA.on(machine, n, more)));
        }
        Part part = Part.of(options);
        return more <= MORE_AHCI
                ? part
                : part.and(Part.wrong(new Problem.NotSupported(
                        "spec.domain.devices.disks", sata + " SATA disks", "use SCSI or virtio for some of them")));
    }

    /** Returns the bus of the n-th SATA disk, from 0. */
    static String sataBus(MachineKind machine, int n) {
        int beyond = n - onBoard(machine);
        return beyond < 0 ? "ide." + n : ahci(beyond / AHCI_PORTS) + "." + beyond % AHCI_PORTS;
    }

    private static int onBoard(MachineKind machine) {
        return switch (machine) {
            case MachineKind.Q35 _ -> AHCI_PORTS;
            case MachineKind.I440fx _ -> 0;
        };
    }

    private static String ahci(int n) {
        return "sata-" + (n + 1);
    }
}
