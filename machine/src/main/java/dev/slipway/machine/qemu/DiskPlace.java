package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.BlockSize;
import dev.slipway.api.kubevirt.CustomBlockSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The device in front of a disk's block node.
 *
 * @param number the disk's number among those of its bus, from 0
 */
record DiskPlace(
        Guest guest,
        GuestDisk disk,
        int number,
        PciTopology pci,
        Optional<String> ioThread,
        CpuTopology cpus,
        OptionalInt bootIndex) {
    /** The first ports of the USB controller belong to inputs. */
    private static final int FIRST_USB_PORT = 5;

    /** A CD-ROM drive without a disc. */
    List<Option> emptyDrive() {
        return withoutMedium();
    }

    List<Option> devices(Medium medium, CacheMode cache, List<Problem> problems) {
        List<Option> devices = withoutMedium();
        Option last = devices.getLast().with("drive", disk.node());
        if (disk.kind() == GuestDisk.Kind.DISK) {
            last = blockSizes(last.with("write-cache", cache.writeCache()), medium, problems);
            if (Guest.on(disk.disk().shareable(), false)) {
                last = last.with("share-rw", true);
            }
        }
        return devices.size() == 1 ? List.of(last) : List.of(devices.getFirst(), last);
    }

    private List<Option> withoutMedium() {
        List<Option> devices = switch (disk.bus()) {
            case VIRTIO -> List.of(virtio());
            case SATA ->
                List.of(Option.device(cdrom() ? "ide-cd" : "ide-hd", disk.id())
                        .with("bus", Controllers.sataBus(guest.machine(), number)));
            case SCSI ->
                List.of(identified(
                        scsi(Option.device(scsiDriver(), disk.id()).with("bus", Controllers.SCSI_BUS), number)));
            case USB -> usb();
        };
        Option last = common(devices.getLast());
        return devices.size() == 1 ? List.of(last) : List.of(devices.getFirst(), last);
    }

    private boolean cdrom() {
        return disk.kind() == GuestDisk.Kind.CD_ROM;
    }

    private Option virtio() {
        Option device = Option.device(guest.virtio("virtio-blk"), disk.id()).at(pci.of(disk.id()));
        if (ioThread.isPresent()) {
            device = device.with("iothread", ioThread.get());
        }
        return Guest.on(guest.devices().blockMultiQueue(), false) ? device.with("num-queues", cpus.vcpus()) : device;
    }

    private String scsiDriver() {
        return switch (disk.kind()) {
            case DISK -> "scsi-hd";
            case CD_ROM -> "scsi-cd";
            case LUN -> "scsi-block";
        };
    }

    private static Option scsi(Option device, int lun) {
        return device.with("channel", 0).with("scsi-id", 0).with("lun", lun);
    }

    /** What links in /dev/disk/by-id are made of; without a serial number the same as in KubeVirt. A LUN has its own. */
    private Option identified(Option device) {
        String serial = Guest.text(disk.disk().serial());
        return disk.kind() == GuestDisk.Kind.LUN
                ? device
                : device.with("device_id", serial.isEmpty() ? "drive-ua-" + disk.name() : serial);
    }

    private List<Option> usb() {
        int port = FIRST_USB_PORT + number;
        if (!cdrom()) {
            return List.of(Option.device("usb-storage", disk.id())
                    .with("bus", Controllers.USB_BUS)
                    .with("port", port));
        }
        String bridge = "usb-" + disk.name();
        return List.of(
                Option.device("usb-bot", bridge)
                        .with("bus", Controllers.USB_BUS)
                        .with("port", port),
                Option.device("scsi-cd", disk.id()).with("bus", bridge + ".0"));
    }

    private Option common(Option device) {
        Option option = device;
        String serial = Guest.text(disk.disk().serial());
        if (!serial.isEmpty() && disk.kind() != GuestDisk.Kind.LUN) {
            option = option.with("serial", serial);
        }
        if (bootIndex.isPresent()) {
            option = option.with("bootindex", bootIndex.getAsInt());
        }
        return errorPolicy(option);
    }

    /** Names of KubeVirt to those of QEMU: on write errors, and on read errors. */
    private Option errorPolicy(Option device) {
        return switch (Guest.text(disk.disk().errorPolicy())) {
            case "ignore" -> device.with("werror", "ignore").with("rerror", "ignore");
            case "report" -> device.with("werror", "report").with("rerror", "report");
            case "enospace" -> device.with("werror", "enospc").with("rerror", "report");
            default -> device.with("werror", "stop").with("rerror", "stop");
        };
    }

    private Option blockSizes(Option device, Medium medium, List<Problem> problems) {
        BlockSize wish = disk.disk().blockSize();
        if (wish == null) {
            return device;
        }
        CustomBlockSize custom = wish.custom();
        if (custom != null) {
            return custom(device, custom);
        }
        if (!Guest.on(wish.matchVolume())) {
            return device;
        }
        Optional<LauncherVolume.BlockSizes> sizes = sizes(medium);
        if (sizes.isEmpty()) {
            problems.add(new Problem.NotSupported(
                    disk.field() + ".blockSize.matchVolume",
                    "true for a block device whose block sizes the node does not tell",
                    "set blockSize.custom, or leave it out"));
            return device;
        }
        return device.with("logical_block_size", sizes.get().logical())
                .with("physical_block_size", sizes.get().physical())
                .with("discard_granularity", sizes.get().discardGranularity());
    }

    /** Those of what is below an image of the guest's own, as KubeVirt has them. */
    private static Optional<LauncherVolume.BlockSizes> sizes(Medium medium) {
        return switch (medium) {
            case Medium.Lasting(var image) -> sizes(image);
            case Medium.Passing passing ->
                passing.below().map(DiskPlace::sizes).orElse(Optional.of(LauncherVolume.BlockSizes.OF_FILES));
            case Medium.CompactDisc _ -> Optional.of(LauncherVolume.BlockSizes.OF_FILES);
        };
    }

    private static Optional<LauncherVolume.BlockSizes> sizes(LauncherVolume.DiskImage image) {
        return image.kind() == LauncherVolume.Kind.FILE
                ? Optional.of(LauncherVolume.BlockSizes.OF_FILES)
                : image.blockSizes();
    }

    private static Option custom(Option device, CustomBlockSize custom) {
        Option option = device;
        Integer logical = custom.logical();
        Integer physical = custom.physical();
        Integer granularity = custom.discardGranularity();
        option = logical == null ? option : option.with("logical_block_size", logical);
        option = physical == null ? option : option.with("physical_block_size", physical);
        return granularity == null ? option : option.with("discard_granularity", granularity);
    }
}
