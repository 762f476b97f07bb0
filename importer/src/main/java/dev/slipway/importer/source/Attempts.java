package dev.slipway.importer.source;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import java.io.IOException;

/** The attempts at one thing; ends them when patience does. */
final class Attempts {
    private final String url;
    private final Patience patience;
    private int failures;

    Attempts(String url, Patience patience) {
        this.url = url;
        this.patience = patience;
    }

    /** Waits before the next attempt, or gives up. */
    void failed(IOException cause) throws ImportFailure, InterruptedException {
        failures++;
        if (failures >= patience.tries()) {
            throw new ImportFailure(
                    new SourceProblem.SourceUnavailable(url, String.valueOf(cause.getMessage())), cause);
        }
        Thread.sleep(patience.waitAfter(failures));
    }

    /** Notes that there was progress, so that patience begins anew. */
    void progressed() {
        failures = 0;
    }
}
