package dev.slipway.operator.webhook;

import java.util.concurrent.atomic.AtomicLong;

/** How much of questions is held in memory at once, over all connections. */
final class HeldBytes {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    HeldBytes(long most) {
        this.most = most;
    }

    /** Takes room, if there is as much left. */
    boolean take(int bytes) {
        if (held.addAndGet(bytes) <= most) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void give(int bytes) {
        held.addAndGet(-bytes);
    }
}
