package dev.slipway.launcher.viewers;

import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * The last bytes of a serial line, in a ring that all viewers read, each at its own position. Memory does not depend on the
 * number or pace of viewers: who falls behind by more than the ring has {@linkplain #read lost} the line.
 */
final class SerialHistory {
    /** Returned by {@link #read} when bytes at the position have been overwritten. */
    static final int LOST = -2;

    /** Returned by {@link #read} when the line has ended and all was read, or the reader has left. */
    static final int ENDED = -1;

    private final byte[] ring;
    private long head;
    private boolean ended;

    /** Keeps the last {@code capacity} bytes. */
    SerialHistory(int capacity) {
        this.ring = new byte[capacity];
    }

    /** Appends all remaining bytes and wakes the readers. */
    synchronized void append(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int at = (int) (head % ring.length);
            int length = Math.min(bytes.remaining(), ring.length - at);
            bytes.get(ring, at, length);
            head += length;
        }
        notifyAll();
    }

    /** Nothing more will come. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Returns the position from which at most {@code length} bytes follow by now. */
    synchronized long positionBack(int length) {
        return Math.max(0, head - Math.min(length, ring.length));
    }

    /** Returns whether bytes at {@code position} have been overwritten. */
    synchronized boolean isLost(long position) {
        return head - position > ring.length;
    }

    /** Makes waiting readers look again whether they are still wanted. */
    synchronized void wake() {
        notifyAll();
    }

    /**
     * Waits for bytes at {@code position} and puts as many as there are and fit into {@code target}.
     *
     * @param present whether the reader is still there; asked again after each {@link #wake}
     * @return their number, {@link #ENDED} or {@link #LOST}
     */
    synchronized int read(long position, byte[] target, BooleanSupplier present) throws InterruptedException {
        while (position == head && !ended && present.getAsBoolean()) {
            wait();
        }
        if (isLost(position)) {
            return LOST;
        }
        if (position == head) {
            return ENDED;
        }
        int length = (int) Math.min(target.length, head - position);
        int at = (int) (position % ring.length);
        int first = Math.min(length, ring.length - at);
        System.arraycopy(ring, at, target, 0, first);
        System.arraycopy(ring, 0, target, first, length - first);
        return length;
    }
}
