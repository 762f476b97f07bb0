package dev.slipway.importer.stream;

import java.io.IOException;
import java.util.Optional;

/** A stream of bytes as segments in ascending order; parts that nobody needs may be left out. */
public interface Feed extends AutoCloseable {
    /** Waits for the next segment, which the caller then holds; empty at the end of the stream. */
    Optional<Segment> next() throws IOException, InterruptedException;

    @Override
    void close();
}
