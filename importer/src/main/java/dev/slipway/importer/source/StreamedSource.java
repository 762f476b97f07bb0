package dev.slipway.importer.source;

import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.LookedAtFeed;
import dev.slipway.importer.stream.Span;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** A source that is read once, from front to back, and whose feed itself notices when it is cut off. */
public final class StreamedSource implements Source {
    private final SourceIdentity identity;
    private final String fileName;
    private final OptionalLong length;
    private final LookedAtFeed feed;

    /** Owns {@code feed}. */
    public StreamedSource(SourceIdentity identity, String fileName, OptionalLong length, LookedAtFeed feed) {
        this.identity = identity;
        this.fileName = fileName;
        this.length = length;
        this.feed = feed;
    }

    @Override
    public SourceIdentity identity() {
        return identity;
    }

    @Override
    public String fileName() {
        return fileName;
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public boolean endIsCertain() {
        return true;
    }

    @Override
    public ByteBuffer head() {
        return feed.head();
    }

    @Override
    public boolean seekable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        throw new UnsupportedOperationException(identity.url() + " is read front to back");
    }

    @Override
    public Feed feed(long from, Span.Need needed) {
        return feed;
    }

    @Override
    public void close() {
        feed.close();
    }
}
