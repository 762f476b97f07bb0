package dev.slipway.importer.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The importer's own log: lines on standard error, which the kubelet keeps as the container's log. */
public final class Log {
    private Log() {}

    /** Writes one line with the time. */
    public static void line(String text) {
        System.err.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
    }
}
