package dev.slipway.importer.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file or device opened twice: past the page cache (O_DIRECT) for what is aligned, through it for the rest.
 *
 * <p>Past the page cache an import costs a third of the CPU time and leaves the memory of the node to others.
 */
final class DiskChannel implements AutoCloseable {
    private static final int PAGE = 4096;

    /** Smallest stretch of zeros that becomes a hole, bytes. */
    private static final int HOLE = 64 << 10;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(HOLE).asReadOnlyBuffer();

    private final FileChannel cached;
    private final Optional<FileChannel> direct;

    private DiskChannel(FileChannel cached, Optional<FileChannel> direct) {
        this.cached = cached;
        this.direct = direct;
    }

    static DiskChannel open(Path path) throws IOException {
        return new DiskChannel(
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), openDirect(path));
    }

    private static Optional<FileChannel> openDirect(Path path) {
        try {
            // by name: a reference to com.sun.nio.file draws a warning that cannot be suppressed
            OpenOption option = (OpenOption) Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
            return Optional.of(FileChannel.open(path, StandardOpenOption.WRITE, option));
        } catch (IOException | ReflectiveOperationException | UnsupportedOperationException e) {
            return Optional.empty(); // tmpfs and some network file systems know no O_DIRECT
        }
    }

    static ByteBuffer aligned(int count) {
        return ByteBuffer.allocateDirect(count + PAGE).alignedSlice(PAGE).slice(0, count);
    }

    /** Writes the bytes except stretches of zeros, for which the target must have holes or zeros. */
    void writeSparse(ByteBuffer bytes, long offset) throws IOException {
        int count = bytes.remaining();
        int begun = 0;
        for (int at = 0; at < count; ) {
            int step = (int) Math.min(count - at, HOLE - (offset + at) % HOLE);
            if (bytes.slice(at, step).mismatch(ZEROS.slice(0, step)) < 0) {
                write(bytes.slice(begun, at - begun), offset + begun);
                begun = at + step;
            }
            at += step;
        }
        write(bytes.slice(begun, count - begun), offset + begun);
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        int whole = bytes.remaining() / PAGE * PAGE;
        boolean aligned =
                direct.isPresent() && bytes.isDirect() && offset % PAGE == 0 && bytes.alignmentOffset(0, PAGE) == 0;
        if (aligned && whole > 0) {
            writeAll(direct.get(), bytes.slice(0, whole), offset);
            writeAll(cached, bytes.slice(whole, bytes.remaining() - whole), offset + whole);
        } else {
            writeAll(cached, bytes, offset);
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    int read(ByteBuffer into, long offset) throws IOException {
        return cached.read(into, offset);
    }

    void sync() throws IOException {
        cached.force(false);
    }

    @Override
    public void close() throws IOException {
        try {
            if (direct.isPresent()) {
                direct.get().close();
            }
        } finally {
            cached.close();
        }
    }
}
