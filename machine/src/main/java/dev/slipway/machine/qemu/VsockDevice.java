package dev.slipway.machine.qemu;

import java.util.List;
import java.util.OptionalLong;

/** The section about virtio-vsock: sockets between guest and host without a network. */
final class VsockDevice {
    private static final String ID = "vsock";

    private VsockDevice() {}

    private static boolean wanted(Guest guest) {
        return Guest.on(guest.devices().autoattachVSOCK(), false);
    }

    static List<String> ids(Guest guest) {
        return wanted(guest) ? List.of(ID) : List.of();
    }

    static Part of(Guest guest, PciTopology pci) {
        if (!wanted(guest)) {
            return Part.NOTHING;
        }
        OptionalLong address = guest.paths().grants().contextId();
        if (address.isEmpty()) {
            return Part.wrong(new Problem.HostLacks(
                    "spec.domain.devices.autoattachVSOCK",
                    "the kernel's module vhost_vsock",
                    "load it there (modprobe vhost_vsock), or use another node"));
        }
        return Part.of(Option.device(guest.virtio("vhost-vsock"), ID)
                .with("guest-cid", address.getAsLong())
                .at(pci.of(ID)));
    }
}
