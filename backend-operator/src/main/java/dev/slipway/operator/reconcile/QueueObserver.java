package dev.slipway.operator.reconcile;

import java.time.Duration;

/** Is told of every look at an object; for metrics. */
@FunctionalInterface
public interface QueueObserver {
    /** One look ended. */
    void looked(String kind, Duration duration, boolean succeeded);
}
