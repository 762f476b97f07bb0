package dev.slipway.importer.format;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ImageInput;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** An image that is the disk itself, byte by byte; CD images are such, too. */
final class RawReader implements ImageReader {
    private final String format;
    private final OptionalLong length;
    private final Bytes volume;
    private final DiskSink sink;
    private long seen;

    private RawReader(String format, ImageInput input, DiskSink sink) {
        this.format = format;
        this.length = input.length();
        this.volume = input.volume();
        this.sink = sink;
    }

    static RawReader open(String format, ImageInput input, DiskSink sink) throws ImportFailure {
        if (input.length().isPresent()
                && input.length().getAsLong() > input.volume().count()) {
            throw new ImportFailure(new VolumeProblem.VirtualSizeTooLarge(
                    new Bytes(input.length().getAsLong()), input.volume()));
        }
        return new RawReader(format, input, sink);
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Bytes virtualSize() {
        return new Bytes(length.orElse(seen));
    }

    @Override
    public boolean verbatim() {
        return true;
    }

    @Override
    public boolean needs(Span span) {
        return true;
    }

    @Override
    public boolean resumeAt(long fileOffset) {
        seen = fileOffset;
        return true;
    }

    @Override
    public void accept(Segment segment) throws IOException {
        if (segment.end() > volume.count()) {
            throw new ImportFailure(new VolumeProblem.VirtualSizeTooLarge(new Bytes(segment.end()), volume));
        }
        if (segment.end() > seen) {
            sink.write(List.of(segment), segment.bytes(), segment.offset());
            seen = segment.end();
        }
    }

    @Override
    public void finish(long end) throws IOException {
        if (length.isPresent() && end < length.getAsLong()) {
            throw new ImportFailure(
                    new ImageProblem.ImageTruncated("the raw disk", new Bytes(end), new Bytes(length.getAsLong())));
        }
    }
}
