package dev.slipway.importer.volume;

import dev.slipway.importer.problem.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A sparse raw file {@code disk.img} in a directory.
 *
 * <p>It is written under another name and renamed when it is complete, so that a half disk is never taken for a whole one.
 *
 * @param directory the mounted claim
 * @param size size of the disk
 * @param preallocated whether storage for the whole disk is reserved first
 */
public record DiskFile(Path directory, Bytes size, boolean preallocated) implements Volume {
    /** Name of the disk in its claim, as KubeVirt expects it. */
    public static final String NAME = "disk.img";

    private static final String PARTIAL = ".slipway-import.partial";
    private static final String JOURNAL = ".slipway-import.json";

    /** Returns the path of the finished disk. */
    public Path disk() {
        return directory.resolve(NAME);
    }

    @Override
    public Path target() {
        return directory.resolve(PARTIAL);
    }

    @Override
    public Path journal() {
        return directory.resolve(JOURNAL);
    }

    @Override
    public void prepare(boolean continued) throws IOException {
        if (!continued) {
            Files.deleteIfExists(target());
            Files.createFile(target());
            // 0660: the launcher runs as another user of the same group
            Files.setPosixFilePermissions(target(), PosixFilePermissions.fromString("rw-rw----"));
        }
        try (RandomAccessFile file = new RandomAccessFile(target().toFile(), "rw")) {
            file.setLength(size.count());
        }
        if (preallocated) {
            Allocation.reserve(target(), size.count());
        }
    }

    @Override
    public void publish() throws IOException {
        Files.move(target(), disk(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(directory);
    }

    @Override
    public boolean published() {
        return Files.exists(disk()) && !Files.exists(target());
    }

    @Override
    public void discard() throws IOException {
        Files.deleteIfExists(target());
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
