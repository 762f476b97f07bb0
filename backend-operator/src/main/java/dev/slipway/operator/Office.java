package dev.slipway.operator;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of the leader, taken up and laid down as its Lease comes and goes. What has to be prepared by requests is tried until
 * it is done or the Lease is lost, as an API server that has just come back may refuse a few.
 */
final class Office {
    private static final Logger LOG = LoggerFactory.getLogger(Office.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Runnable prepare;
    private final Runnable begin;
    private final Runnable end;
    private final Object lock = new Object();
    /** Counts up with each change of hands, so that whoever prepares sees that it is another time. */
    private int term;

    private boolean working;

    /**
     * Makes an office that nobody holds.
     *
     * @param prepare may fail
     * @param begin starts the work
     * @param end lets the work end
     */
    Office(Runnable prepare, Runnable begin, Runnable end) {
        this.prepare = prepare;
        this.begin = begin;
        this.end = end;
    }

    /** Takes it, without waiting until the work has begun. */
    void take() {
        int mine;
        synchronized (lock) {
            mine = ++term;
        }
        Thread.ofVirtual().name("the leader's work").start(() -> enter(mine));
    }

    /** Leaves it. */
    void leave() {
        synchronized (lock) {
            term++;
            if (working) {
                working = false;
                end.run();
            }
        }
    }

    private void enter(int mine) {
        while (isHeld(mine) && !isPrepared()) {
            try {
                Thread.sleep(AGAIN);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        synchronized (lock) {
            if (isHeld(mine)) {
                working = true;
                begin.run();
            }
        }
    }

    private boolean isPrepared() {
        try {
            prepare.run();
            return true;
        } catch (RuntimeException e) {
            LOG.warn("the leader's work cannot begin yet: {}", e.getMessage());
            return false;
        }
    }

    private boolean isHeld(int mine) {
        synchronized (lock) {
            return mine == term;
        }
    }
}
