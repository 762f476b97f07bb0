package dev.slipway.importer.source;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What tells whether a disk was written to.
 *
 * @param length its bytes
 * @param etag changes whenever a disk file is written to; empty for a device, which tells nothing
 */
public record DiskState(long length, Optional<String> etag) {
    /** Looks at a file or device. */
    public static DiskState of(Path disk) throws IOException {
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ)) {
            long length = channel.size();
            if (!Files.isRegularFile(disk)) {
                return new DiskState(length, Optional.empty());
            }
            long written = Files.getLastModifiedTime(disk).to(TimeUnit.NANOSECONDS);
            return new DiskState(
                    length, Optional.of("\"" + Long.toHexString(written) + "-" + Long.toHexString(length) + "\""));
        }
    }
}
