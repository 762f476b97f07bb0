package dev.slipway.operator.datavolume;

import java.time.Duration;

/**
 * How importers are run.
 *
 * @param image their image
 * @param imagePullPolicy when a node fetches that image
 * @param loopbackSources whether URLs may point to the machine itself
 * @param mostTries how often an import is tried whose failures may pass
 * @param firstRetry delay before the second try; it grows with the square of the tries, to five minutes at most
 */
public record ImporterSettings(
        String image, String imagePullPolicy, boolean loopbackSources, int mostTries, Duration firstRetry) {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** Returns the usual settings for an image: ten tries, the second after five seconds. */
    public static ImporterSettings of(String image) {
        return new ImporterSettings(image, "IfNotPresent", false, 10, Duration.ofSeconds(5));
    }

    /** Returns the delay before the next try after so many. */
    Duration delay(int tries) {
        Duration delay = firstRetry.multipliedBy((long) tries * tries);
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
