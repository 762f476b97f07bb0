package dev.slipway.importer.registry;

import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The bytes of a disk in a layer. */
final class DiskFeed implements Feed {
    private final LayerFiles files;
    private final long size;
    private final SegmentPool pool;
    private final byte[] copy = new byte[256 << 10];
    private long offset;

    /** Reads from {@code files} the {@code size} bytes of the disk that was found there. */
    DiskFeed(LayerFiles files, long size, SegmentPool pool) {
        this.files = files;
        this.size = size;
        this.pool = pool;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        Optional<Segment> segment = pool.next(offset, this::fill);
        segment.ifPresent(filled -> offset = filled.end());
        return segment;
    }

    private void fill(ByteBuffer buffer) throws IOException, InterruptedException {
        while (buffer.hasRemaining()) {
            int count = files.read(copy, Math.min(copy.length, buffer.remaining()));
            if (count < 0) {
                break;
            }
            buffer.put(copy, 0, count);
        }
        if (offset + buffer.position() == size) {
            // Before the last bytes are given away: the disk is complete only if the layer is right.
            files.drain();
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
