package dev.slipway.importer.stream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stretch of consecutive bytes of a stream, in a page-aligned buffer that goes back to its pool after the last use.
 *
 * <p>Whoever gets a segment holds it once and calls {@link #release()}; whoever keeps it longer calls {@link #retain()}
 * first.
 */
public final class Segment {
    private final SegmentPool pool;
    private final ByteBuffer buffer;
    private final long offset;
    private final AtomicInteger holders = new AtomicInteger(1);

    Segment(SegmentPool pool, ByteBuffer buffer, long offset) {
        this.pool = pool;
        this.buffer = buffer;
        this.offset = offset;
    }

    /** Returns where in the stream the first byte lies. */
    public long offset() {
        return offset;
    }

    /** Returns where in the stream the byte after the last lies. */
    public long end() {
        return offset + buffer.limit();
    }

    /** Returns the number of bytes. */
    public int length() {
        return buffer.limit();
    }

    /** Returns a view of all bytes, from 0 to {@link #length()}. */
    public ByteBuffer bytes() {
        return buffer.slice(0, buffer.limit());
    }

    /** Returns a view of the bytes {@code [from, to)}, both offsets in the stream. */
    public ByteBuffer bytes(long from, long to) {
        return buffer.slice(Math.toIntExact(from - offset), Math.toIntExact(to - from));
    }

    /** Adds one holder. */
    public Segment retain() {
        holders.incrementAndGet();
        return this;
    }

    /** Takes one holder away; after the last the buffer is used for other bytes. */
    public void release() {
        int left = holders.decrementAndGet();
        if (left == 0) {
            pool.takeBack(this, buffer);
        } else if (left < 0) {
            throw new IllegalStateException("segment at " + offset + " released too often");
        }
    }
}
