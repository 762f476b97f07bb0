package dev.slipway.nodeagent.session;

import dev.slipway.machine.qemu.LauncherVolume.BlockSizes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Block sizes of the devices of this node, as the kernel tells them (KubeVirt v1.9.0, {@code getOptimalBlockIOForDevice}). */
final class DeviceBlocks {
    private static final Path DEVICES = Path.of("/sys/dev/block");

    private DeviceBlocks() {}

    /**
     * Returns those of a block device.
     *
     * @param device path of its file
     * @return empty if it is none or cannot be looked at, or the kernel does not tell: few guests ask for them
     */
    static Optional<BlockSizes> of(Path device) throws IOException {
        long number;
        try {
            number = (Long) Files.getAttribute(device, "unix:rdev");
        } catch (FileSystemException e) {
            return Optional.empty();
        }
        return number == 0 ? Optional.empty() : of(DEVICES, number);
    }

    /** Returns those of the device of a number of glibc, {@code gnu_dev_major} and {@code gnu_dev_minor}. */
    static Optional<BlockSizes> of(Path devices, long number) throws IOException {
        long major = ((number >> 8) & 0xfff) | ((number >> 32) & 0xfffff000L);
        long minor = (number & 0xff) | ((number >> 12) & 0xffffff00L);
        Path device = devices.resolve(major + ":" + minor);
        // A partition has the queue of its disk, the folder that it is in.
        Path own = device.resolve("queue");
        Path queue = Files.isDirectory(own) ? own : device.resolve("../queue");
        int logical = number(queue, "logical_block_size");
        int physical = number(queue, "physical_block_size");
        if (logical == 0 && physical == 0) {
            return Optional.empty();
        }
        int smallest = logical == 0 ? physical : logical;
        int written = physical == 0 ? logical : physical;
        int discarded = number(queue, "discard_granularity");
        return Optional.of(new BlockSizes(smallest, written, discarded % smallest == 0 ? discarded : written));
    }

    private static int number(Path queue, String file) throws IOException {
        try {
            return Integer.parseInt(Files.readString(queue.resolve(file)).strip());
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
