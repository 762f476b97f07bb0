package dev.slipway.importer.volume;

import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.util.TreeMap;

/** Up to where a stream is written without a gap; thread-safe. */
public final class Ledger {
    private final TreeMap<Long, Long> islands = new TreeMap<>();
    private long confirmed;

    /** Begins a stream of which everything before {@code from} is written already. */
    public synchronized void begin(long from) {
        islands.clear();
        confirmed = from;
    }

    /** Notes that a segment's bytes are written. */
    public void written(Segment segment) {
        written(new Span(segment.offset(), segment.end()));
    }

    /** Notes that a part of the stream needs no writing, or is written. */
    public synchronized void written(Span span) {
        if (span.from() > confirmed) {
            islands.merge(span.from(), span.to(), Math::max);
            return;
        }
        confirmed = Math.max(confirmed, span.to());
        while (!islands.isEmpty() && islands.firstKey() <= confirmed) {
            confirmed = Math.max(confirmed, islands.pollFirstEntry().getValue());
        }
    }

    /** Returns the offset before which everything is written. */
    public synchronized long confirmed() {
        return confirmed;
    }
}
