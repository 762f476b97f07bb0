package dev.slipway.machine.qemu;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A volume of the guest as the launcher finds it. */
public sealed interface LauncherVolume {
    /**
     * A disk image or a block device.
     *
     * @param path path as the launcher sees it
     * @param format what is in it; never guessed from the content of a claim, which is always raw. Whoever says
     *     {@code QCOW2} has read the header and seen that it names no backing and no external data file
     * @param kind file or block device
     * @param directIo whether it can be opened with {@code O_DIRECT}
     * @param preallocated whether all its blocks are allocated
     * @param blockSizes sizes of the blocks of a device, if known
     */
    record DiskImage(
            String path,
            Format format,
            Kind kind,
            boolean directIo,
            boolean preallocated,
            Optional<BlockSizes> blockSizes)
            implements LauncherVolume {
        /** A raw image file on a file system that takes {@code O_DIRECT}. */
        public static DiskImage rawFile(String path) {
            return new DiskImage(path, Format.RAW, Kind.FILE, true, false, Optional.empty());
        }

        /** Returns the same image where the launcher sees it at another path. */
        public DiskImage withPath(String other) {
            return new DiskImage(other, format, kind, directIo, preallocated, blockSizes);
        }
    }

    /**
     * An image that is still to be made: a claim without one, or a hostDisk of type DiskOrCreate.
     *
     * @param path path as the launcher sees it
     * @param bytes size of the disk
     * @param directIo whether it can be opened with {@code O_DIRECT}
     */
    record NewImage(String path, long bytes, boolean directIo) implements LauncherVolume {
        /** Returns the same image where the launcher sees it at another path. */
        public NewImage withPath(String other) {
            return new NewImage(other, bytes, directIo);
        }
    }

    /**
     * Files that the guest gets on a small CD-ROM: a ConfigMap, a Secret, the service account, the downward API, sysprep.
     *
     * @param files file name to content
     */
    record Contents(Map<String, byte[]> files) implements LauncherVolume {
        public Contents {
            files = Collections.unmodifiableMap(new TreeMap<>(files));
        }
    }

    /**
     * A folder that the guest shares with the host.
     *
     * @param path path as the launcher sees it
     */
    record Folder(String path) implements LauncherVolume {}

    /** Formats of disk images that a guest may be started from. */
    enum Format {
        RAW("raw"),
        QCOW2("qcow2");

        private final String driver;

        Format(String driver) {
            this.driver = driver;
        }

        /** Returns QEMU's name of the format. */
        public String driver() {
            return driver;
        }
    }

    /** Kinds of path. */
    enum Kind {
        FILE,
        BLOCK_DEVICE
    }

    /**
     * Sizes of the blocks of a disk.
     *
     * @param logical smallest unit of access, bytes
     * @param physical unit that is written without reading first, bytes
     * @param discardGranularity unit that can be given back, bytes; 0 if none can
     */
    record BlockSizes(int logical, int physical, int discardGranularity) {
        /** Those of a file: file systems write whole pages, and a guest takes no larger sectors than its own pages. */
        public static final BlockSizes OF_FILES = new BlockSizes(4096, 4096, 4096);
    }
}
