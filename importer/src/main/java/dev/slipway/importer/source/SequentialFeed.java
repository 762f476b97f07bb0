package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file fetched by one GET from front to back.
 *
 * <p>After a cut the file is asked for anew and read up to the old place, which only is done if the server proves by ETag or
 * date that it is still the same file.
 */
final class SequentialFeed implements Feed {
    private final HttpSite site;
    private final SourceIdentity identity;
    private final SegmentPool pool;
    private final Attempts attempts;
    private HttpSite.@Nullable Reply reply;
    private @Nullable Segment head;
    private long offset;
    private boolean ended;

    SequentialFeed(
            HttpSite site,
            SourceIdentity identity,
            Patience patience,
            SegmentPool pool,
            Segment head,
            HttpSite.@Nullable Reply reply) {
        this.site = site;
        this.identity = identity;
        this.pool = pool;
        this.attempts = new Attempts(site.url(), patience);
        this.head = head;
        this.reply = reply;
        this.offset = head.end();
        this.ended = identity.length() == head.end();
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        Segment first = head;
        if (first != null) {
            head = null;
            return Optional.of(first);
        }
        if (ended) {
            return Optional.empty();
        }
        Optional<Segment> segment = pool.next(offset, this::fill);
        segment.ifPresent(filled -> offset = filled.end());
        return segment;
    }

    private void fill(ByteBuffer buffer) throws IOException, InterruptedException {
        while (buffer.hasRemaining() && !ended) {
            int before = buffer.position();
            try {
                HttpSite.Reply open = reply == null ? again(offset + before) : reply;
                Replies.fill(open, buffer);
                ended = buffer.hasRemaining();
            } catch (ImportFailure e) {
                throw e;
            } catch (IOException e) {
                Replies.closeQuietly(reply);
                reply = null;
                if (!identity.hasValidator()) {
                    throw new ImportFailure(
                            new SourceProblem.SourceUnavailable(site.url(), String.valueOf(e.getMessage())), e);
                }
                if (buffer.position() > before) {
                    attempts.progressed();
                }
                attempts.failed(e);
            }
        }
    }

    /** Asks for the file once more and reads over its first {@code skip} bytes. */
    private HttpSite.Reply again(long skip) throws IOException {
        HttpSite.Reply fresh = site.get(Map.of(), null);
        reply = fresh;
        if (!identity.equals(HttpSource.identify(site, fresh.head()))) {
            throw new ImportFailure(new SourceProblem.SourceChanged(site.url(), "ETag, date or length are others"));
        }
        ByteBuffer over = ByteBuffer.allocate(64 << 10);
        for (long left = skip; left > 0; ) {
            over.clear().limit((int) Math.min(over.capacity(), left));
            int count = fresh.read(over);
            if (count < 0) {
                throw new EOFException("the file became shorter");
            }
            left -= count;
        }
        return fresh;
    }

    @Override
    public void close() {
        Replies.closeQuietly(reply);
        reply = null;
        if (head != null) {
            head.release();
            head = null;
        }
    }
}
