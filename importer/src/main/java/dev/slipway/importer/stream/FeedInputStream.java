package dev.slipway.importer.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feed without gaps, read as an input stream. */
public final class FeedInputStream extends InputStream {
    private final Feed feed;
    private @Nullable Segment segment;
    private ByteBuffer bytes = ByteBuffer.allocate(0);

    public FeedInputStream(Feed feed) {
        this.feed = feed;
    }

    @Override
    public int read() throws IOException {
        return more() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, bytes.remaining());
        bytes.get(target, from, count);
        return count;
    }

    @Override
    public int available() {
        return bytes.remaining();
    }

    /** Gives up the segment that is being read; the feed stays open and belongs to its owner. */
    @Override
    public void close() {
        if (segment != null) {
            segment.release();
            segment = null;
        }
        bytes = ByteBuffer.allocate(0);
    }

    private boolean more() throws IOException {
        while (!bytes.hasRemaining()) {
            close();
            Optional<Segment> next = next();
            if (next.isEmpty()) {
                return false;
            }
            segment = next.get();
            bytes = next.get().bytes();
        }
        return true;
    }

    private Optional<Segment> next() throws IOException {
        try {
            return feed.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading the image");
        }
    }
}
