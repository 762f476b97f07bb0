package dev.slipway.machine.metrics;

import java.net.URI;
import java.net.URISyntaxException;

/** What a guest asks on its port: one line as of HTTP, and an empty one. */
public final class MetricsRequest {
    /** Answer to anything else. */
    public static final String INVALID = "INVALID REQUEST\n\n";

    private static final String PATH = "/metrics/XML";

    private MetricsRequest() {}

    /** Returns whether a line asks for the figures. */
    public static boolean isForFigures(String line) {
        if (!line.startsWith("GET ")) {
            return false;
        }
        try {
            return PATH.equals(new URI(line.substring("GET ".length())).getPath());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Returns the answer with a report. */
    public static String answer(String report) {
        return report + "\n\n";
    }
}
