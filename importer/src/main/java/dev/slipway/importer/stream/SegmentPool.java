package dev.slipway.importer.stream;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.VolumeProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** The fixed set of buffers through which all bytes of an import pass; bounds the memory of the importer. */
public final class SegmentPool {
    /** Bytes of a segment: a multiple of every cluster size of qcow2 (at most 2 MiB) and of the page size. */
    public static final int SEGMENT_BYTES = 4 << 20;

    private static final int PAGE = 4096;

    /** Longest wait for a free segment, that is for storage to take a write. */
    private static final Duration LONGEST_WRITE = Duration.ofMinutes(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private final int capacity;
    private final Consumer<Segment> released;
    private int allocated;
    private boolean ended;

    /**
     * Makes a pool.
     *
     * @param capacity number of segments that may be in use at once
     * @param released told each segment after its last use, while its bytes are still there
     */
    public SegmentPool(int capacity, Consumer<Segment> released) {
        this.capacity = capacity;
        this.released = released;
    }

    /** Writes the next bytes of something into an empty buffer; none if it has ended. */
    @FunctionalInterface
    public interface Filler {
        void fill(ByteBuffer buffer) throws IOException, InterruptedException;
    }

    /** Returns the next bytes as the segment at {@code offset}, or nothing if there are none left. */
    public Optional<Segment> next(long offset, Filler filler) throws IOException, InterruptedException {
        ByteBuffer buffer = take();
        try {
            filler.fill(buffer);
        } catch (IOException | InterruptedException | RuntimeException e) {
            discard(buffer);
            throw e;
        }
        if (buffer.position() == 0) {
            discard(buffer);
            return Optional.empty();
        }
        return Optional.of(fill(buffer, offset));
    }

    /** Returns an empty buffer, waiting for one if need be; pass it on by {@link #fill}, or {@link #discard} it. */
    public ByteBuffer take() throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = LONGEST_WRITE.toNanos();
            while (free.isEmpty() && allocated == capacity && !ended) {
                if (left <= 0) {
                    throw new ImportFailure(new VolumeProblem.VolumeUnusable(
                            "of the claim", "no write was finished within " + LONGEST_WRITE.toSeconds() + " seconds"));
                }
                left = freed.awaitNanos(left);
            }
            if (ended) {
                throw new IOException("the import has ended");
            }
            if (free.isEmpty()) {
                allocated++;
                return ByteBuffer.allocateDirect(SEGMENT_BYTES + PAGE)
                        .alignedSlice(PAGE)
                        .slice(0, SEGMENT_BYTES);
            }
            return free.pop().clear();
        } finally {
            lock.unlock();
        }
    }

    /** Makes a segment of the bytes before the buffer's position. */
    public Segment fill(ByteBuffer taken, long offset) {
        return new Segment(this, taken.flip(), offset);
    }

    /** Gives a buffer back unused. */
    public void discard(ByteBuffer taken) {
        lock.lock();
        try {
            free.push(taken);
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pool: who waits for a buffer, or asks for one, is refused. */
    public void end() {
        lock.lock();
        try {
            ended = true;
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void takeBack(Segment segment, ByteBuffer buffer) {
        released.accept(segment);
        discard(buffer);
    }
}
