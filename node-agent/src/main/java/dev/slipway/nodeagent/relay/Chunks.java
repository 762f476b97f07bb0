package dev.slipway.nodeagent.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The few buffers of one stream, outside the heap, so that the kernel's bytes are neither copied on their way through nor
 * allocated anew. They are small while little comes, as on a quiet console, and large while a screen redraws.
 */
final class Chunks implements AutoCloseable {
    private static final int COUNT = 4;
    private static final int SMALL = 4 << 10;
    private static final int LARGE = 64 << 10;

    /** Reads that would have fitted a small chunk, in a row, after which chunks become small again. */
    private static final int QUIET = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Chunk> unused = new ArrayDeque<>();
    private int size = SMALL;
    private int quiet;
    private boolean moved;
    private boolean closed;

    Chunks() {
        for (int i = 0; i < COUNT; i++) {
            unused.add(new Chunk(SMALL));
        }
    }

    /** One buffer. */
    static final class Chunk {
        private final ByteBuf memory;
        private int length;

        private Chunk(int size) {
            this.memory = UnpooledByteBufAllocator.DEFAULT.directBuffer(size, size);
        }

        private Chunk settled() {
            if (memory.capacity() == SMALL) {
                return this;
            }
            memory.release();
            return new Chunk(SMALL);
        }

        /** Returns what {@link ReadableByteChannel#read} says. */
        int read(ReadableByteChannel socket) throws IOException {
            length = socket.read(memory.nioBuffer(0, memory.capacity()));
            return length;
        }

        /** Returns what was read, held until it is released; the bytes stand in this chunk. */
        ByteBuf retain() {
            return memory.retainedSlice(0, length).writerIndex(length);
        }
    }

    /**
     * Returns a chunk that is not in use; waits for it.
     *
     * @throws IllegalStateException once this is closed
     */
    Chunk take() throws InterruptedException {
        lock.lock();
        try {
            while (unused.isEmpty() && !closed) {
                changed.await();
            }
            if (closed) {
                throw new IllegalStateException("the stream has ended");
            }
            Chunk chunk = unused.remove();
            if (chunk.memory.capacity() == size) {
                return chunk;
            }
            chunk.memory.release();
            return new Chunk(size);
        } finally {
            lock.unlock();
        }
    }

    /** Whether what came last filled its chunks, as a screen that redraws does. */
    boolean busy() {
        lock.lock();
        try {
            return size == LARGE;
        } finally {
            lock.unlock();
        }
    }

    /** Takes back a chunk whose bytes were written. */
    void free(Chunk chunk) {
        lock.lock();
        try {
            moved = true;
            quiet = chunk.length < SMALL ? quiet + 1 : 0;
            if (chunk.length == chunk.memory.capacity()) {
                size = LARGE;
            } else if (quiet > QUIET) {
                size = SMALL;
            }
            if (closed) {
                chunk.memory.release();
            } else {
                unused.add(chunk);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Called now and then: gives large chunks back if nothing came since the last time. */
    void settle() {
        lock.lock();
        try {
            if (!moved && !closed) {
                size = SMALL;
                for (int left = unused.size(); left > 0; left--) {
                    unused.add(unused.remove().settled());
                }
            }
            moved = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            unused.forEach(chunk -> chunk.memory.release());
            unused.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
