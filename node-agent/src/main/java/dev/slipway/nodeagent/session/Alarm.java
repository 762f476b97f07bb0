package dev.slipway.nodeagent.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one thread; rung while nobody sleeps, the next sleep is skipped. */
final class Alarm {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean pending;

    void ring() {
        lock.lock();
        try {
            pending = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until it is rung, at most for the given time. */
    void sleep(Duration most) throws InterruptedException {
        lock.lock();
        try {
            long left = most.toNanos();
            while (!pending && left > 0) {
                left = rung.awaitNanos(left);
            }
            pending = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the shorter of a growing pause and its limit. */
    static Duration backOff(int failures) {
        return Duration.ofMillis(Math.min(30_000, TimeUnit.SECONDS.toMillis(1) << Math.min(failures, 5)));
    }
}
