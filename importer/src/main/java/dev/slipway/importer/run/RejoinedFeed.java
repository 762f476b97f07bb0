package dev.slipway.importer.run;

import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A feed together with its first segment, which was looked at already. */
final class RejoinedFeed implements Feed {
    private @Nullable Segment first;
    private final Feed rest;

    /** Takes over the hold on {@code first}, and owns {@code rest}. */
    RejoinedFeed(@Nullable Segment first, Feed rest) {
        this.first = first;
        this.rest = rest;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        Segment segment = first;
        first = null;
        return segment == null ? rest.next() : Optional.of(segment);
    }

    @Override
    public void close() {
        if (first != null) {
            first.release();
            first = null;
        }
        rest.close();
    }
}
