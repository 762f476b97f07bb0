package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.machine.cloudinit.DeviceTag;
import dev.slipway.machine.network.NicWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The devices with a {@code tag}, as a config drive tells the guest of them. */
final class DeviceTags {
    private DeviceTags() {}

    static List<DeviceTag> of(Guest guest, GuestDisks disks, PciTopology pci) {
        List<DeviceTag> tags = new ArrayList<>();
        for (Interface nic : NicDevices.present(guest)) {
            String name = Guest.text(nic.name());
            String tag = Guest.text(nic.tag());
            if (!tag.isEmpty()) {
                String mac = guest.wiring().of(name).map(NicWiring::mac).orElse("");
                tags.add(new DeviceTag("nic", "pci", seen(guest, pci.of(DeviceIds.nic(name))), mac, "", tag));
            }
        }
        for (GuestDisk disk : disks.on(DiskBus.VIRTIO)) {
            String tag = Guest.text(disk.disk().tag());
            if (!tag.isEmpty()) {
                String serial = Guest.text(disk.disk().serial());
                tags.add(new DeviceTag("disk", "pci", seen(guest, pci.of(disk.id())), "", serial, tag));
            }
        }
        return tags;
    }

    /** Returns the address that the guest sees: it numbers the bus behind a root port like the port. */
    private static String seen(Guest guest, PciAddress address) {
        String root = guest.machine().rootBus();
        int bus = address.bus().equals(root)
                ? 0
                : Integer.parseInt(address.bus().substring(address.bus().lastIndexOf('-') + 1));
        return String.format(Locale.ROOT, "0000:%02x:%02x.%d", bus, address.slot(), address.function());
    }
}
