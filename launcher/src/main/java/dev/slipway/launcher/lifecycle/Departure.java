package dev.slipway.launcher.lifecycle;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.lifecycle.LaunchPlan.PlannedFile;
import dev.slipway.launcher.lifecycle.LaunchPlanReader.InvalidPlanException;
import java.util.List;
import java.util.Optional;

/**
 * The wish that a guest leaves for another launcher.
 *
 * @param route the way
 * @param files keys and certificates to write first
 * @param serverName DNS name in the other end's certificate
 * @param autoConverge whether a guest that writes faster than its memory moves is slowed down
 * @param bandwidth most bytes a second; 0: as many as there are
 * @param downtimeMillis longest time that the guest may stand still at the end
 */
public record Departure(
        Route route,
        List<PlannedFile> files,
        Optional<String> serverName,
        boolean autoConverge,
        long bandwidth,
        long downtimeMillis) {
    private static final long DEFAULT_DOWNTIME = 300;
    private static final long MAX_DOWNTIME = 2_000_000;

    public Departure {
        files = List.copyOf(files);
    }

    /** Returns the departure that the arguments of {@code migrate} describe. */
    public static Departure read(JsonObject json) throws InvalidPlanException {
        long downtime = json.number("downtimeMillis").orElse(DEFAULT_DOWNTIME);
        if (downtime < 1 || downtime > MAX_DOWNTIME) {
            throw new InvalidPlanException(
                    "migrate.downtimeMillis is %d; give 1 to %d".formatted(downtime, MAX_DOWNTIME));
        }
        return new Departure(
                Route.read(json, "migrate"),
                LaunchPlanReader.files(json, "migrate"),
                json.text("serverName"),
                json.isTrue("autoConverge"),
                Math.max(0, json.number("bandwidth").orElse(0)),
                downtime);
    }
}
