package dev.slipway.importer.source;

import java.time.Duration;

/**
 * How often and how long a passing failure is waited out.
 *
 * @param tries attempts without one new byte between them
 * @param first wait after the first failure
 * @param longest longest wait; each wait doubles the one before
 */
public record Patience(int tries, Duration first, Duration longest) {
    /** About half a minute of waiting; then the Pod ends and is started anew by its controller. */
    public static final Patience USUAL = new Patience(8, Duration.ofMillis(250), Duration.ofSeconds(10));

    Duration waitAfter(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
