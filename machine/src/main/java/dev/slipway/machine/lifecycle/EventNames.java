package dev.slipway.machine.lifecycle;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of Events, as Kubernetes' clients make them: they grow with time, so that Events of one second are listed in the order in
 * which they were told.
 */
public final class EventNames {
    private final AtomicLong latest = new AtomicLong();

    /** Returns the name of an Event of now about the object of this name; no two are the same. */
    public String next(String object, Instant now) {
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return object + "." + Long.toHexString(latest.updateAndGet(before -> Math.max(before + 1, nanos)));
    }
}
