package dev.slipway.importer.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feed whose first segment was looked at before the others are asked for. */
public final class LookedAtFeed implements Feed {
    private final Feed rest;
    private final ByteBuffer headBytes;
    private @Nullable Segment head;

    private LookedAtFeed(Feed rest, Segment head) {
        this.rest = rest;
        this.head = head;
        this.headBytes = head.bytes();
    }

    /** Waits for the first segment of a feed, which is closed with this one; empty if the feed has none. */
    public static Optional<LookedAtFeed> open(Feed feed) throws IOException, InterruptedException {
        return feed.next().map(head -> new LookedAtFeed(feed, head));
    }

    /** Returns the bytes of the first segment, which may be looked at until it is released. */
    public ByteBuffer head() {
        return headBytes;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        Segment first = head;
        head = null;
        return first == null ? rest.next() : Optional.of(first);
    }

    @Override
    public void close() {
        Segment first = head;
        head = null;
        if (first != null) {
            first.release();
        }
        rest.close();
    }
}
