package dev.slipway.importer.volume;

import dev.slipway.importer.problem.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A claim that is a block device.
 *
 * <p>Before a new disk is written the device is made to read as zeros, so that an image's holes do not show what was there.
 *
 * @param device the device
 * @param size size of the device
 * @param journal journal file elsewhere, in a directory that lives as long as the Pod
 */
public record BlockDevice(Path device, Bytes size, Path journal) implements Volume {
    @Override
    public Path target() {
        return device;
    }

    @Override
    public void prepare(boolean continued) throws IOException {
        if (!continued) {
            Allocation.zero(device, size.count());
        }
    }

    @Override
    public void publish() {
        // the device is the disk; the journal says that it is complete
    }

    @Override
    public boolean published() {
        return Files.exists(device);
    }

    @Override
    public void discard() {
        // what is on the device is not a disk before the claim's controller says so
    }
}
