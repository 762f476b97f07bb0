package dev.slipway.importer.run;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.PackedUnit;
import dev.slipway.importer.stream.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place of a sink that is opened only after the image was found good, so that a bad one touches no volume. */
final class LateSink implements DiskSink {
    private @Nullable DiskSink sink;

    void become(DiskSink real) {
        sink = real;
    }

    @Override
    public void write(List<Segment> holders, ByteBuffer bytes, long diskOffset) throws IOException {
        real().write(holders, bytes, diskOffset);
    }

    @Override
    public void expand(List<Segment> holders, PackedUnit unit) throws IOException {
        real().expand(holders, unit);
    }

    private DiskSink real() {
        if (sink == null) {
            throw new IllegalStateException("nothing is written before the image was checked");
        }
        return sink;
    }
}
