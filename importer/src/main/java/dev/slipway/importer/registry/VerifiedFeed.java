package dev.slipway.importer.registry;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.RegistryProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a layer, which at their end must be those that the manifest names. A failure is told whoever asks again: readers of
 * compressed data take one at the end of the data for its end (as {@link java.util.zip.GZIPInputStream} does).
 */
final class VerifiedFeed implements Feed {
    private final Feed feed;
    private final String image;
    private final String wanted;
    private final MessageDigest digest = Digests.start();
    private boolean ended;
    private @Nullable IOException failure;

    VerifiedFeed(Feed feed, String image, String wanted) {
        this.feed = feed;
        this.image = image;
        this.wanted = wanted;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        if (failure != null) {
            throw failure;
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            return verified();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private Optional<Segment> verified() throws IOException, InterruptedException {
        Optional<Segment> next = read();
        if (next.isPresent()) {
            digest.update(next.get().bytes());
            return next;
        }
        ended = true;
        String found = Digests.end(digest);
        if (!found.equals(wanted)) {
            throw new ImportFailure(new RegistryProblem.LayerCorrupt(image, wanted, found));
        }
        return next;
    }

    /** A token that was good when the layer was begun may not be so when it is asked for again after a cut. */
    private Optional<Segment> read() throws IOException, InterruptedException {
        try {
            return feed.next();
        } catch (ImportFailure e) {
            if (e.problem() instanceof SourceProblem.Unauthorized) {
                throw new ImportFailure(
                        new SourceProblem.SourceUnavailable(image, "the connection was cut, and the token has expired"),
                        e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
