package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Disk;
import dev.slipway.api.kubevirt.Volume;
import dev.slipway.machine.hotplug.PluggableVolume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The disks, CD-ROM drives and LUNs that a guest starts with, in the order of the instance. */
record GuestDisks(List<GuestDisk> all, List<Problem> problems) {
    GuestDisks {
        all = List.copyOf(all);
        problems = List.copyOf(problems);
    }

    static GuestDisks of(Guest guest) {
        List<Problem> problems = new ArrayList<>();
        List<GuestDisk> disks = new ArrayList<>();
        for (Disk disk : Guest.list(guest.devices().disks())) {
            Optional<Volume> volume = guest.volume(Guest.text(disk.name()));
            if (volume.isPresent() && comesLater(guest, volume.get())) {
                if (!PluggableVolume.isDrive(disk)) {
                    continue;
                }
                // The drive is there from the start, its disc is put in later.
                volume = Optional.empty();
            }
            GuestDisk found = GuestDisk.of(disk, volume, problems);
            if (volume.isEmpty() && found.kind() != GuestDisk.Kind.CD_ROM) {
                problems.add(
                        new Problem.Missing("spec.volumes[" + disk.name() + "]", "a volume for the disk of that name"));
            } else {
                disks.add(found);
            }
        }
        return new GuestDisks(disks, problems);
    }

    /** Returns whether a volume is plugged in after the start, once its Pod has brought it. */
    private static boolean comesLater(Guest guest, Volume volume) {
        return PluggableVolume.is(volume)
                && guest.paths().volume(Guest.text(volume.name())).isEmpty();
    }

    List<GuestDisk> on(DiskBus bus) {
        return all.stream().filter(disk -> disk.bus() == bus).toList();
    }
}
