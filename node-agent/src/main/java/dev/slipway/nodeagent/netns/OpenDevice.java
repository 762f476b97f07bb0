package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Path;

/** A block device that this process has open, to be handed to another that may not open it itself. */
public final class OpenDevice implements AutoCloseable {
    private final int descriptor;

    private OpenDevice(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Opens one.
     *
     * @param file its path; the last part of it may be anybody's
     * @throws IOException if it is something else, e.g. a symbolic link, or cannot be opened for writing
     */
    public static OpenDevice of(Path file, boolean readOnly) throws IOException {
        try (PinnedFile pinned = PinnedFile.of(file).orElseThrow(() -> new IOException(file + " is not there"))) {
            if (!pinned.isBlockDevice()) {
                throw new IOException(file + " is no block device");
            }
            return new OpenDevice(open(file, pinned, readOnly));
        }
    }

    private static int open(Path file, PinnedFile pinned, boolean readOnly) throws IOException {
        try {
            return Libc.open(pinned.path(), readOnly);
        } catch (IOException e) {
            String use = readOnly ? "reading" : "reading and writing";
            throw new IOException("%s cannot be opened for %s: %s".formatted(file, use, e.getMessage()), e);
        }
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        Libc.close(descriptor);
    }
}
