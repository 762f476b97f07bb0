package dev.slipway.portal.access;

import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds objects that were made a moment ago, maybe through another replica of the portal: they exist, but the mirrors have not heard
 * of them yet.
 */
@Singleton
public class Newcomers {
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofMillis(20);

    private final ClusterConnection connection;
    private final Rights rights;

    Newcomers(ClusterConnection connection, Rights rights) {
        this.connection = connection;
        this.rights = rights;
    }

    /**
     * Returns what is known of an object. If that is nothing, the API is asked, and if it has the object this waits a while for
     * the news.
     *
     * @param visit as whose visitor the API is asked
     * @param seeing the right that shows objects of this kind, without which there is nothing to wait for
     * @param key the object
     * @param path path of the object in the API
     * @param known what the mirrors tell the visitor of it
     */
    public <T> Optional<T> find(Visit visit, Ask seeing, ObjectKey key, String path, Supplier<Optional<T>> known) {
        Optional<T> found = known.get();
        if (found.isPresent()
                || !rights.visible(visit.identity(), seeing).in(key.namespace())
                || !connection.send(visit.identity(), ApiRequest.get(path)).succeeded()) {
            return found;
        }
        long begin = System.nanoTime();
        while (found.isEmpty() && System.nanoTime() - begin < LONGEST.toNanos()) {
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return found;
            }
            found = known.get();
        }
        return found;
    }
}
