package dev.slipway.portal.live;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A beat that comes once after a while, however often it is asked for until then: for who was told what may be old in a moment. */
public final class Echo {
    private final Pulse pulse;
    private final AtomicBoolean due = new AtomicBoolean();

    public Echo(Pulse pulse) {
        this.pulse = pulse;
    }

    /** Beats in so many nanoseconds, unless it will beat anyway. */
    public void in(long nanos) {
        if (due.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> {
                due.set(false);
                pulse.beat();
            });
        }
    }
}
