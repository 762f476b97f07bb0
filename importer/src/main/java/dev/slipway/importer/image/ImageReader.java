package dev.slipway.importer.image;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;

/** Unpacks one image, segment by segment in the order of the file, onto a {@link DiskSink}. */
public interface ImageReader {
    /** Returns the name of the format: {@code raw}, {@code qcow2}, {@code vmdk}, {@code iso}. */
    String format();

    /** Returns the size of the disk in the image; for raw images of unknown length what was seen so far. */
    Bytes virtualSize();

    /** Returns whether the disk has the very bytes of the file. */
    default boolean verbatim() {
        return false;
    }

    /** Returns whether any byte of the span is needed; asked by several threads, before and while segments are accepted. */
    boolean needs(Span span);

    /**
     * Says that everything before {@code fileOffset} is on the disk already.
     *
     * @return whether the reader can begin there; if not, it must be given all segments
     */
    boolean resumeAt(long fileOffset) throws IOException;

    /** Takes the next segment; holds it itself if it needs it longer. */
    void accept(Segment segment) throws IOException;

    /**
     * Ends the image after {@code length} bytes of the file.
     *
     * @throws dev.slipway.importer.problem.ImportFailure if a part of the image was missing
     */
    void finish(long length) throws IOException;
}
