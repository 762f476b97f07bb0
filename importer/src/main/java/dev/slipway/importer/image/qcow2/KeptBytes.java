package dev.slipway.importer.image.qcow2;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The last bytes of a stream that no table has claimed yet, in case the next one does. */
final class KeptBytes {
    /** Writers other than QEMU's put at most a few MiB of data before its table. */
    private static final int MOST = 32 << 20;

    private final int granule;
    private final TreeMap<Long, byte[]> granules = new TreeMap<>();

    /** Keeps bytes in pieces of {@code granule} bytes. */
    KeptBytes(int granule) {
        this.granule = granule;
    }

    int granule() {
        return granule;
    }

    /** Keeps the bytes of a span that begins at a multiple of the granule; forgets the oldest if there are too many. */
    void keep(Segment segment, Span span) {
        byte[] bytes = new byte[(int) span.length()];
        segment.bytes(span.from(), span.to()).get(bytes);
        granules.put(span.from(), bytes);
        if (granules.size() > MOST / granule) {
            granules.pollFirstEntry();
        }
    }

    void forgetAll() {
        granules.clear();
    }

    /** Copies the kept bytes from {@code from} on until {@code into} is full. */
    void copy(long from, ByteBuffer into) throws ImportFailure {
        long at = from;
        while (into.hasRemaining()) {
            Map.Entry<Long, byte[]> piece = granules.floorEntry(at);
            if (piece == null || at >= piece.getKey() + piece.getValue().length) {
                throw new ImportFailure(new ImageProblem.LayoutNeedsRanges("qcow2"));
            }
            int inside = (int) (at - piece.getKey());
            int count = Math.min(piece.getValue().length - inside, into.remaining());
            into.put(piece.getValue(), inside, count);
            at += count;
        }
    }
}
