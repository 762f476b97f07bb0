package dev.slipway.importer.stream;

/**
 * Consecutive bytes of a stream or a disk.
 *
 * @param from first byte
 * @param to the byte after the last
 */
public record Span(long from, long to) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("not a span: " + from + " to " + to);
        }
    }

    /** Tells which parts of a stream somebody needs. */
    @FunctionalInterface
    public interface Need {
        /** Returns whether any byte of the span is needed. */
        boolean any(Span span);
    }

    public long length() {
        return to - from;
    }
}
