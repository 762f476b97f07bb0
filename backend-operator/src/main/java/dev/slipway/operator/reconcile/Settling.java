package dev.slipway.operator.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * News that may wait a moment because more is on its way: what is seen of an object meanwhile is told in one write. What was
 * waiting when the operator ends waits anew in the next one.
 */
public final class Settling {
    private final Duration patience;
    private final Map<ObjectKey, Instant> since = new ConcurrentHashMap<>();

    /** Lets news wait for so long, counted from the first that was not told. */
    public Settling(Duration patience) {
        this.patience = patience;
    }

    /** Returns how long the news of an object may still wait; nothing if they are to be told now. */
    public Optional<Duration> left(ObjectKey key, Instant now) {
        Duration left =
                Duration.between(now, since.computeIfAbsent(key, _ -> now).plus(patience));
        if (left.isPositive()) {
            return Optional.of(left);
        }
        since.remove(key);
        return Optional.empty();
    }

    /** Forgets what waited: it was told, has become untrue, or the object is gone. */
    public void settled(ObjectKey key) {
        since.remove(key);
    }
}
