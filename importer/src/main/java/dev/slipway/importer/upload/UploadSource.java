package dev.slipway.importer.upload;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a client sends, as a source that can be read once. */
final class UploadSource implements Source {
    /** Stands where a URL would. */
    static final String URL = "upload:";

    private final Intake intake;
    private final OptionalLong length;
    private @Nullable Segment head;
    private final ByteBuffer headBytes;

    private UploadSource(Intake intake, OptionalLong length, Segment head) {
        this.intake = intake;
        this.length = length;
        this.head = head;
        this.headBytes = head.bytes();
    }

    /** Waits for the first segment; {@code length} is what the client said it would send. */
    static UploadSource open(Intake intake, OptionalLong length) throws IOException, InterruptedException {
        Optional<Segment> head = intake.next();
        return new UploadSource(
                intake, length, head.orElseThrow(() -> new ImportFailure(new ImportProblem.ImageEmpty())));
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
        return headBytes;
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
        return new Feed() {
            @Override
            public Optional<Segment> next() throws IOException, InterruptedException {
                Segment first = head;
                head = null;
                return first == null ? intake.next() : Optional.of(first);
            }

            @Override
            public void close() {
                UploadSource.this.close();
            }
        };
    }

    @Override
    public void close() {
        Segment first = head;
        head = null;
        if (first != null) {
            first.release();
        }
        intake.close();
    }
}
