package dev.slipway.portal.live;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Lets something dear happen at most every two seconds, and knows whether it was put off. Used by one thread at a time. */
public final class Pace {
    /** How often it may happen. */
    static final Duration AT_MOST_EVERY = Duration.ofSeconds(2);

    private final Clock clock;
    private Instant last = Instant.EPOCH;
    private boolean putOff;

    /** Begins; the first time is at once. */
    public Pace(Clock clock) {
        this.clock = clock;
    }

    /** Returns whether it may happen now; if so, it is taken to happen. */
    public boolean allows() {
        Instant now = clock.instant();
        putOff = last.plus(AT_MOST_EVERY).isAfter(now);
        if (!putOff) {
            last = now;
        }
        return !putOff;
    }

    /** Returns whether it was not allowed when it was last asked for. */
    public boolean putOff() {
        return putOff;
    }
}
