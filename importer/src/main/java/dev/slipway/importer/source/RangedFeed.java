package dev.slipway.importer.source;

import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file fetched by several range requests at once and delivered in order.
 *
 * <p>A fetcher takes its buffer before it claims the next segment, both under one lock: the segment that the consumer waits
 * for always has a buffer, however many later ones are in flight.
 */
final class RangedFeed implements Feed {
    private final HttpSite site;
    private final SourceIdentity identity;
    private final Patience patience;
    private final SegmentPool pool;
    private final Span.Need needed;
    private final ReentrantLock claiming = new ReentrantLock();
    private final ReentrantLock delivery = new ReentrantLock();
    private final Condition arrived = delivery.newCondition();
    private final Map<Integer, Segment> ready = new HashMap<>();
    private final List<Thread> fetchers = new ArrayList<>();
    private long nextOffset;
    private int claimed;
    private int delivered;
    private int running;
    private @Nullable IOException failure;
    private boolean closed;

    RangedFeed(
            HttpSite site,
            SourceIdentity identity,
            Patience patience,
            SegmentPool pool,
            Segment head,
            long from,
            Span.Need needed,
            int parallel) {
        this.site = site;
        this.identity = identity;
        this.patience = patience;
        this.pool = pool;
        this.needed = needed;
        if (from < head.end()) {
            ready.put(0, head);
            claimed = 1;
            nextOffset = head.end();
        } else {
            head.release();
            nextOffset = from / SegmentPool.SEGMENT_BYTES * SegmentPool.SEGMENT_BYTES;
        }
        running = parallel;
        for (int i = 0; i < parallel; i++) {
            fetchers.add(Thread.ofPlatform().name("fetch-" + i).daemon().start(this::fetch));
        }
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        delivery.lockInterruptibly();
        try {
            while (true) {
                Segment segment = ready.remove(delivered);
                if (segment != null) {
                    delivered++;
                    return Optional.of(segment);
                }
                if (failure != null) {
                    throw failure;
                }
                if (running == 0) {
                    return Optional.empty();
                }
                arrived.await();
            }
        } finally {
            delivery.unlock();
        }
    }

    @Override
    public void close() {
        fetchers.forEach(Thread::interrupt);
        delivery.lock();
        try {
            closed = true;
            ready.values().forEach(Segment::release);
            ready.clear();
        } finally {
            delivery.unlock();
        }
    }

    private record Claim(int number, long offset, ByteBuffer buffer) {}

    private void fetch() {
        try (RangeReader reader = new RangeReader(site, identity, patience)) {
            for (Optional<Claim> claim = claim(); claim.isPresent(); claim = claim()) {
                deliver(claim.get().number(), read(reader, claim.get()));
            }
            end(null);
        } catch (IOException e) {
            end(e);
        } catch (InterruptedException e) {
            end(new IOException("the download was ended", e));
        } catch (RuntimeException | Error e) {
            end(new IOException("the download failed by a defect: " + e, e));
        }
    }

    private Segment read(RangeReader reader, Claim claim) throws IOException, InterruptedException {
        try {
            reader.read(claim.offset(), claim.buffer());
            return pool.fill(claim.buffer(), claim.offset());
        } catch (IOException | InterruptedException | RuntimeException e) {
            pool.discard(claim.buffer());
            throw e;
        }
    }

    private Optional<Claim> claim() throws IOException, InterruptedException {
        claiming.lockInterruptibly();
        try {
            while (nextOffset < identity.length() && !needed.any(nextSpan())) {
                nextOffset = nextSpan().to();
            }
            if (nextOffset >= identity.length()) {
                return Optional.empty();
            }
            ByteBuffer buffer = pool.take();
            Span span = nextSpan();
            nextOffset = span.to();
            return Optional.of(new Claim(claimed++, span.from(), buffer.limit((int) span.length())));
        } finally {
            claiming.unlock();
        }
    }

    private Span nextSpan() {
        return new Span(nextOffset, Math.min(nextOffset + SegmentPool.SEGMENT_BYTES, identity.length()));
    }

    private void deliver(int number, Segment segment) {
        delivery.lock();
        try {
            if (closed) {
                segment.release();
            } else {
                ready.put(number, segment);
                arrived.signalAll();
            }
        } finally {
            delivery.unlock();
        }
    }

    private void end(@Nullable IOException cause) {
        delivery.lock();
        try {
            running--;
            if (failure == null) {
                failure = cause;
            }
            arrived.signalAll();
        } finally {
            delivery.unlock();
        }
        if (cause != null) {
            fetchers.forEach(Thread::interrupt);
        }
    }
}
