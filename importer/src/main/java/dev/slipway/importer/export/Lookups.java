package dev.slipway.importer.export;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Look-ups for anybody who asks: an answer is good for a moment, and only so many are looked up at once, so that strangers cannot
 * make more work than that.
 *
 * @param <K> what is asked for
 * @param <V> what is found
 */
final class Lookups<K, V> {
    private static final Duration GOOD = Duration.ofSeconds(2);
    private static final int AT_ONCE = 8;
    private static final int KEPT = 1_000;

    private final Function<K, V> source;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final Map<K, Found<V>> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Found<V>> eldest) {
            return size() > KEPT;
        }
    };

    Lookups(Function<K, V> source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    private record Found<V>(V value, Instant at) {}

    /** Returns what there is, or nothing if too many others ask; may block. */
    Optional<V> find(K key) {
        Optional<V> recent = recent(key);
        if (recent.isPresent()) {
            return recent;
        }
        if (!free.tryAcquire()) {
            return Optional.empty();
        }
        try {
            V value = source.apply(key);
            keep(key, value);
            return Optional.of(value);
        } finally {
            free.release();
        }
    }

    private synchronized Optional<V> recent(K key) {
        return Optional.ofNullable(known.get(key))
                .filter(found -> found.at().plus(GOOD).isAfter(clock.instant()))
                .map(Found::value);
    }

    private synchronized void keep(K key, V value) {
        known.remove(key);
        known.put(key, new Found<>(value, clock.instant()));
    }
}
