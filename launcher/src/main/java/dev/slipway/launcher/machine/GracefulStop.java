package dev.slipway.launcher.machine;

import dev.slipway.launcher.io.Threads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A wish to stop: presses the guest's power button each five seconds until it ends, or its grace is over. */
final class GracefulStop {
    private static final Duration PRESS_INTERVAL = Duration.ofSeconds(5);

    private final Runnable press;
    private final Runnable graceOver;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long deadline;
    private boolean started;
    private boolean ended;

    /**
     * Is idle until it is {@linkplain #want wanted}.
     *
     * @param press asks the guest to switch itself off; called again and again
     * @param graceOver ends the guest by force
     */
    GracefulStop(Runnable press, Runnable graceOver) {
        this.press = press;
        this.graceOver = graceOver;
    }

    /** Begins, or brings the end of the grace forward; a later wish never lengthens it. */
    void want(Duration grace) {
        lock.lock();
        try {
            long wanted = System.nanoTime() + grace.toNanos();
            deadline = started ? Math.min(deadline, wanted) : wanted;
            changed.signalAll();
            if (!started) {
                started = true;
                Threads.start("stop", this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The guest has ended. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long nextPress = System.nanoTime();
        lock.lock();
        try {
            while (!ended && System.nanoTime() - deadline < 0) {
                if (System.nanoTime() - nextPress >= 0) {
                    unlocked(press);
                    nextPress += PRESS_INTERVAL.toNanos();
                } else {
                    var _ = changed.await(Math.min(nextPress, deadline) - System.nanoTime(), TimeUnit.NANOSECONDS);
                }
            }
            if (!ended) {
                unlocked(graceOver);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void unlocked(Runnable action) {
        lock.unlock();
        try {
            action.run();
        } finally {
            lock.lock();
        }
    }
}
