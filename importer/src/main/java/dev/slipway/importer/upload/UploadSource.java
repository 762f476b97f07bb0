package dev.slipway.importer.upload;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.LookedAtFeed;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client sends, as a source that can be read once. */
final class UploadSource implements Source {
    /** Stands where a URL would. */
    static final String URL = "upload:";

    private final LookedAtFeed feed;
    private final OptionalLong length;

    private UploadSource(LookedAtFeed feed, OptionalLong length) {
        this.feed = feed;
        this.length = length;
    }

    /** Waits for the first segment; {@code length} is what the client said it would send. */
    static UploadSource open(Intake intake, OptionalLong length) throws IOException, InterruptedException {
        return new UploadSource(
                LookedAtFeed.open(intake).orElseThrow(() -> new ImportFailure(new ImportProblem.ImageEmpty())), length);
    }

    @Override
    public SourceIdentity identity() {
        return new SourceIdentity(URL, Optional.empty(), Optional.empty(), length.orElse(-1));
    }

    @Override
    public String fileName() {
        return "";
    }

    @Override
    public OptionalLong length() {
        return length;
    }

    @Override
    public boolean endIsCertain() {
        return true; // HTTP says where a request ends, and Intake whether it was cut off before
    }

    @Override
    public ByteBuffer head() {
        return feed.head();
    }

    @Override
    public boolean seekable() {
        return false;
    }

    @Override
    public void read(long offset, ByteBuffer into) {
        throw new UnsupportedOperationException("an upload is read front to back");
    }

    @Override
    public Feed feed(long from, Span.Need needed) {
        return feed;
    }

    @Override
    public void close() {
        feed.close();
    }
}
