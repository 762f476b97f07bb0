package dev.slipway.importer.run;

import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;

/** A feed that counts, and hashes if asked to, what passes. */
final class MeteredFeed implements Feed {
    private final Feed feed;
    private final Optional<MessageDigest> digest;
    private volatile long reached;

    MeteredFeed(Feed feed, Optional<MessageDigest> digest, long from) {
        this.feed = feed;
        this.digest = digest;
        this.reached = from;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        Optional<Segment> next = feed.next();
        next.ifPresent(segment -> {
            digest.ifPresent(hash -> hash.update(segment.bytes()));
            reached = segment.end();
        });
        return next;
    }

    /** Returns the offset in the source up to which bytes were passed on. */
    long reached() {
        return reached;
    }

    @Override
    public void close() {
        feed.close();
    }
}
