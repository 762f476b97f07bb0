package dev.slipway.importer.upload;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a client sends, on their way to the import that takes them.
 *
 * <p>One request after another appends to it; what a cut-off request has sent stays. The importing thread is held up while
 * nothing comes, the sending one while the import does not keep up.
 */
final class Intake implements Feed {
    /** Longest wait for the next byte of an upload, seconds; a client may continue an upload that long after a cut. */
    private static final long CONTINUE_SECONDS = 24 * 3600;

    private final SegmentPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<Segment> ready = new ArrayDeque<>();
    private final byte[] copy = new byte[256 << 10];
    private @Nullable ByteBuffer filling;
    private @Nullable IOException failure;
    private final AtomicLong received = new AtomicLong();
    private boolean complete;
    private volatile boolean closed;

    Intake(SegmentPool pool) {
        this.pool = pool;
    }

    /** Returns the number of bytes that came. */
    long received() {
        return received.get();
    }

    /** Appends all of {@code body}; if it breaks off, what came before stays. Used by one thread at a time. */
    void append(InputStream body) throws IOException, InterruptedException {
        while (true) {
            ByteBuffer buffer = filling;
            if (buffer == null) {
                buffer = pool.take();
                filling = buffer;
            }
            int count = body.read(copy, 0, Math.min(copy.length, buffer.remaining()));
            if (count < 0) {
                return;
            }
            buffer.put(copy, 0, count);
            received.addAndGet(count);
            if (!buffer.hasRemaining()) {
                deliver();
            }
        }
    }

    /** Ends the upload: all bytes came. */
    void complete() {
        deliver();
        lock.lock();
        try {
            complete = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the upload: it was cut off and will not be continued. */
    void cut() {
        lock.lock();
        try {
            failure = new ImportFailure(new SourceProblem.UploadCut(new Bytes(received.get())));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void deliver() {
        ByteBuffer buffer = filling;
        filling = null;
        if (buffer == null) {
            return;
        }
        if (buffer.position() == 0) {
            pool.discard(buffer);
            return;
        }
        Segment segment = pool.fill(buffer, received.get() - buffer.position());
        lock.lock();
        try {
            if (closed) {
                segment.release();
            } else {
                ready.add(segment);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.SECONDS.toNanos(CONTINUE_SECONDS);
            while (ready.isEmpty() && !complete) {
                if (failure != null) {
                    throw failure;
                }
                if (left <= 0) {
                    throw new ImportFailure(new SourceProblem.UploadCut(new Bytes(received.get())));
                }
                left = changed.awaitNanos(left);
            }
            return Optional.ofNullable(ready.poll());
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the import takes nothing more, because it has ended. */
    boolean closed() {
        return closed;
    }

    /** Ends the import's interest: nothing more is taken. */
    @Override
    public void close() {
        closed = true;
        pool.end();
        lock.lock();
        try {
            ready.forEach(Segment::release);
            ready.clear();
        } finally {
            lock.unlock();
        }
    }
}
