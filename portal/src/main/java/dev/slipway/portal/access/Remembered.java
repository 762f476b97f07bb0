package dev.slipway.portal.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are believed for a while. Of many who ask for the same at the same moment one finds out; the others get the
 * last answer, or wait for the first.
 */
final class Remembered<K, V> {
    private final int most;
    private final Duration kept;
    private final Clock clock;
    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();

    /**
     * Remembers nothing yet.
     *
     * @param most how many answers are remembered; with more, all are forgotten
     * @param kept how long one is believed
     */
    Remembered(int most, Duration kept, Clock clock) {
        this.most = most;
        this.kept = kept;
        this.clock = clock;
    }

    private record Answer<V>(V value, Instant until) {}

    /** What is known of one question: the last answer, and the one on its way. */
    private static final class Entry<V> {
        private volatile @Nullable Answer<V> last;
        private final AtomicReference<@Nullable CompletableFuture<V>> asked = new AtomicReference<>();
    }

    /**
     * Returns the answer.
     *
     * @param find finds out anew; empty if that is impossible now: then the last answer counts
     * @param otherwise the answer where there is no last one
     */
    V get(K question, Supplier<Optional<V>> find, V otherwise) {
        Entry<V> entry = entries.computeIfAbsent(question, _ -> new Entry<>());
        Answer<V> last = entry.last;
        if (last != null && clock.instant().isBefore(last.until())) {
            return last.value();
        }
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> others = entry.asked.compareAndExchange(null, mine);
        if (others != null) {
            return last != null ? last.value() : others.join();
        }
        V unknown = last == null ? otherwise : last.value();
        try {
            Optional<V> found = find.get();
            found.ifPresent(
                    value -> entry.last = new Answer<>(value, clock.instant().plus(kept)));
            V answer = found.orElse(unknown);
            mine.complete(answer);
            return answer;
        } finally {
            mine.complete(unknown); // for those who wait, after an error that goes on to the caller
            entry.asked.set(null);
            if (entries.size() > most) {
                entries.clear();
            }
        }
    }
}
