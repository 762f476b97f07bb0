package dev.slipway.machine.qemu;

import dev.slipway.machine.cloudinit.DeviceTag;
import java.util.ArrayList;
import java.util.List;

/** The section about disks, CD-ROM drives and LUNs: each a block node and the device in front of it. */
final class DiskDevices {
    private DiskDevices() {}

    static Part of(Guest guest, GuestDisks disks, PciTopology pci, IoThreads threads, CpuTopology cpus) {
        BootOrder order = BootOrder.of(guest, disks);
        List<DeviceTag> tags = DeviceTags.of(guest, disks, pci);
        List<Part> parts = new ArrayList<>();
        for (DiskBus bus : DiskBus.values()) {
            List<GuestDisk> onBus = disks.on(bus);
            for (int n = 0; n < onBus.size(); n++) {
                GuestDisk disk = onBus.get(n);
                DiskPlace place = new DiskPlace(guest, disk, n, pci, threads.of(disk), cpus, order.of(disk.id()));
                parts.add(part(guest, disk, place, tags));
            }
        }
        return Part.join(parts);
    }

    private static Part part(Guest guest, GuestDisk disk, DiskPlace place, List<DeviceTag> tags) {
        if (disk.volume().isEmpty()) {
            return Part.of(place.emptyDrive());
        }
        GuestMedia found = GuestMedia.of(guest, disk, disk.volume().get(), tags);
        if (found.medium().isEmpty()) {
            return found.part();
        }
        Medium medium = found.medium().get();
        List<Problem> problems = new ArrayList<>();
        CacheMode cache = CacheMode.of(disk, medium, problems);
        List<Option> options = new ArrayList<>();
        options.add(BlockNode.of(disk, medium, cache, problems));
        options.addAll(place.devices(medium, cache, problems));
        return found.part()
                .and(BlockNode.reservations(guest, disk))
                .and(Part.of(options))
                .and(Part.wrong(problems.toArray(Problem[]::new)));
    }
}
