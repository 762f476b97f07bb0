package dev.slipway.importer.image;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;

/** Reads an image of which all tables are known before its data streams by. */
public final class MappedImage implements ImageReader {
    private final String format;
    private final Bytes virtualSize;
    private final ExtentReader map;

    /**
     * Reads by a map that is sealed.
     *
     * @param format as in {@link ImageReader#format()}
     */
    public MappedImage(String format, Bytes virtualSize, ExtentReader map) {
        this.format = format;
        this.virtualSize = virtualSize;
        this.map = map;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Bytes virtualSize() {
        return virtualSize;
    }

    @Override
    public boolean needs(Span span) {
        return map.needs(span);
    }

    @Override
    public boolean resumeAt(long fileOffset) {
        map.resumeAt(fileOffset);
        return true;
    }

    @Override
    public void accept(Segment segment) throws IOException {
        map.accept(segment);
    }

    @Override
    public void finish(long length) throws IOException {
        map.finish(length);
    }
}
