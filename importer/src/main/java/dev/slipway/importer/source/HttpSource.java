package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.http.ResponseHead;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file on an HTTP server.
 *
 * <p>The first request asks for the first segment as a range. A server that knows ranges (206) and names an ETag or a date is
 * read with several range requests at once; any other with one GET from front to back, which is that first request itself.
 */
public final class HttpSource implements Source {
    private static final int PARALLEL = 4;

    private final HttpSite site;
    private final SegmentPool pool;
    private final Patience patience;
    private final SourceIdentity identity;
    private final boolean seekable;
    private final boolean endIsCertain;
    private final Segment head;
    private HttpSite.@Nullable Reply first;
    private boolean fed;

    /** Reads what lies apart, usually tables, over one connection. */
    private @Nullable RangeReader tables;

    private HttpSource(
            HttpSite site,
            SegmentPool pool,
            Patience patience,
            SourceIdentity identity,
            Segment head,
            HttpSite.Reply first) {
        this.site = site;
        this.pool = pool;
        this.patience = patience;
        this.identity = identity;
        this.seekable = first.head().status() == 206 && identity.hasValidator();
        this.endIsCertain = identity.length() >= 0
                || first.head().field("transfer-encoding").isPresent();
        this.head = head;
        this.first = first;
    }

    /** Connects to the server and reads the first segment, waiting out passing failures. */
    public static HttpSource open(HttpSite site, SegmentPool pool, Patience patience)
            throws IOException, InterruptedException {
        return open(site, pool, patience, Map.of("Range", "bytes=0-" + (SegmentPool.SEGMENT_BYTES - 1)));
    }

    /** Does so for a file that is read from front to back by one GET, which goes on when what admitted it has expired. */
    public static HttpSource openWhole(HttpSite site, SegmentPool pool, Patience patience)
            throws IOException, InterruptedException {
        return open(site, pool, patience, Map.of());
    }

    private static HttpSource open(HttpSite site, SegmentPool pool, Patience patience, Map<String, String> fields)
            throws IOException, InterruptedException {
        return patience.with(site.url(), () -> openOnce(site, pool, patience, fields));
    }

    private static HttpSource openOnce(HttpSite site, SegmentPool pool, Patience patience, Map<String, String> fields)
            throws IOException, InterruptedException {
        HttpSite.Reply reply = site.get(fields, null);
        ByteBuffer buffer = pool.take();
        try {
            SourceIdentity identity = identify(site, reply.head());
            if (reply.head().status() == 206) {
                buffer.limit((int) Math.min(buffer.capacity(), identity.length()));
            }
            fillHead(site, identity, patience, reply, buffer);
            if (buffer.position() == 0) {
                throw new ImportFailure(new ImageProblem.ImageEmpty());
            }
            return new HttpSource(site, pool, patience, identity, pool.fill(buffer, 0), reply);
        } catch (IOException | RuntimeException e) {
            pool.discard(buffer);
            reply.close();
            throw e;
        }
    }

    private static void fillHead(
            HttpSite site, SourceIdentity identity, Patience patience, HttpSite.Reply reply, ByteBuffer buffer)
            throws IOException, InterruptedException {
        boolean resumable = reply.head().status() == 206 && identity.hasValidator();
        try {
            Replies.fill(reply, buffer);
        } catch (ImportFailure e) {
            throw e;
        } catch (IOException e) {
            if (!resumable) {
                throw e;
            }
        }
        if (reply.head().status() == 206 && buffer.hasRemaining()) {
            if (!resumable) {
                throw new EOFException("the server sent only " + buffer.position() + " bytes of the range");
            }
            try (RangeReader reader = new RangeReader(site, identity, patience)) {
                reader.read(0, buffer);
            }
        }
    }

    static SourceIdentity identify(HttpSite site, ResponseHead head) throws ImportFailure {
        try {
            long length = head.status() == 206
                    ? head.range()
                            .orElseThrow(() -> new IllegalArgumentException("a 206 reply does not name its range"))
                            .total()
                    : head.contentLength().orElse(-1);
            Optional<String> strong = head.field("etag").filter(tag -> tag.startsWith("\""));
            return new SourceIdentity(site.target().fingerprint(), strong, head.field("last-modified"), length);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new SourceProblem.ProtocolViolation(site.url(), String.valueOf(e.getMessage())), e);
        }
    }

    @Override
    public SourceIdentity identity() {
        return identity;
    }

    @Override
    public String fileName() {
        return site.target().fileName();
    }

    @Override
    public OptionalLong length() {
        return identity.length() < 0 ? OptionalLong.empty() : OptionalLong.of(identity.length());
    }

    @Override
    public boolean endIsCertain() {
        return endIsCertain;
    }

    @Override
    public ByteBuffer head() {
        return head.bytes();
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException, InterruptedException {
        RangeReader reader = tables;
        if (reader == null) {
            reader = new RangeReader(site, identity, patience);
            tables = reader;
        }
        ByteBuffer target = into.slice();
        reader.read(offset, target);
        into.position(into.position() + target.position());
    }

    @Override
    public Feed feed(long from, Span.Need needed) throws IOException {
        HttpSite.Reply reply = first;
        if (reply == null || fed) {
            throw new IllegalStateException("a source is fed once");
        }
        first = null;
        fed = true; // from here on the feed holds the head, so that it counts as written when it is
        if (seekable) {
            reply.close();
            return new RangedFeed(site, identity, patience, pool, head, from, needed, PARALLEL);
        }
        if (reply.head().status() == 206) {
            reply.close();
            return new SequentialFeed(site, identity, patience, pool, head, null);
        }
        return new SequentialFeed(site, identity, patience, pool, head, reply);
    }

    @Override
    public void close() {
        if (!fed) {
            fed = true;
            head.release();
        }
        Replies.closeQuietly(first);
        first = null;
        if (tables != null) {
            tables.close();
        }
    }
}
