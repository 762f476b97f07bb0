package dev.slipway.importer.image;

import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The disk that an image is unpacked to; what is never written reads as zeros. */
public interface DiskSink {
    /**
     * Puts bytes onto the disk, now or soon.
     *
     * @param holders segments that hold {@code bytes} or stand for them; the sink retains them until the bytes are written
     */
    void write(List<Segment> holders, ByteBuffer bytes, long diskOffset) throws IOException;

    /** Puts the bytes that a packed unit expands to onto the disk, now or soon; as {@link #write}. */
    void expand(List<Segment> holders, PackedUnit unit) throws IOException;
}
