package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Filesystem;
import java.util.List;
import java.util.Optional;

/** The section about folders that the guest shares with the host: a virtiofsd for each, and the device in front of it. */
final class FileSystems {
    private FileSystems() {}

    private static List<Filesystem> wanted(Guest guest) {
        return Guest.list(guest.devices().filesystems());
    }

    static List<String> ids(Guest guest) {
        return wanted(guest).stream().map(FileSystems::id).toList();
    }

    private static String id(Filesystem system) {
        return "fs-" + Guest.text(system.name());
    }

    static Part of(Guest guest, PciTopology pci) {
        return Part.join(wanted(guest).stream()
                .map(system -> of(guest, system, wanted(guest).indexOf(system) + 1, pci))
                .toList());
    }

    private static Part of(Guest guest, Filesystem system, int number, PciTopology pci) {
        String name = Guest.text(system.name());
        String field = "spec.domain.devices.filesystems[" + name + "]";
        Optional<VirtioFsDaemon> daemon = guest.host().virtiofsd();
        if (daemon.isEmpty()) {
            return Part.wrong(new Problem.HostLacks(
                    field, "virtiofsd", "install it there (in Debian it comes with qemu-system-common or virtiofsd)"));
        }
        Optional<LauncherVolume> volume = guest.paths().volume(name);
        if (volume.isEmpty()) {
            return Part.wrong(new Problem.VolumeAbsent(name));
        }
        Optional<String> folder = folder(volume.get());
        if (folder.isEmpty()) {
            return Part.wrong(new Problem.NotSupported(
                    field, "on a volume that is no folder", "give the volume a disk instead of a filesystem"));
        }
        String socket = "virtiofs-" + number + ".sock";
        return Part.of(
                        Option.of("-chardev", "socket").with("id", id(system)).with("path", socket),
                        Option.device("vhost-user-fs-pci", id(system))
                                .with("chardev", id(system))
                                .with("tag", name)
                                .at(pci.of(id(system))))
                .and(Part.helper(new LaunchPlan.Helper(
                        "virtiofsd-" + number, daemon.get().command(socket, folder.get()), socket)));
    }

    private static Optional<String> folder(LauncherVolume volume) {
        return switch (volume) {
            case LauncherVolume.Folder shared -> Optional.of(shared.path());
            case LauncherVolume.DiskImage _, LauncherVolume.NewImage _, LauncherVolume.Contents _ -> Optional.empty();
        };
    }
}
