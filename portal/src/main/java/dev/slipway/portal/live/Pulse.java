package dev.slipway.portal.live;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Beats whenever anything that a page may show has changed; streams sleep until then. */
@Singleton
public class Pulse {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition beaten = lock.newCondition();
    private long beats;

    /** Wakes all who wait. */
    public void beat() {
        lock.lock();
        try {
            beats++;
            beaten.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of beats so far. */
    public long count() {
        lock.lock();
        try {
            return beats;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there were more than {@code seen} beats, at most {@code limit}; returns the number of beats. */
    public long await(long seen, Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (beats <= seen && nanos > 0) {
                nanos = beaten.awaitNanos(nanos);
            }
            return beats;
        } finally {
            lock.unlock();
        }
    }
}
