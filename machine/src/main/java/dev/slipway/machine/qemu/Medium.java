package dev.slipway.machine.qemu;

import java.util.Optional;

/** What a disk's blocks are kept in. */
sealed interface Medium {
    /** An image or a block device that keeps what the guest writes. */
    record Lasting(LauncherVolume.DiskImage image) implements Medium {}

    /**
     * A qcow2 image in the run directory, gone with the Pod.
     *
     * @param path relative to the run directory
     * @param below the image that it starts from; empty for an empty disk
     */
    record Passing(String path, Optional<LauncherVolume.DiskImage> below) implements Medium {}

    /**
     * A CD-ROM image in the run directory.
     *
     * @param path relative to the run directory
     */
    record CompactDisc(String path) implements Medium {}
}
