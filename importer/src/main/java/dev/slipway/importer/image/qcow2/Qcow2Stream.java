package dev.slipway.importer.image.qcow2;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ExtentReader;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.image.PackedUnit;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A qcow2 image read from front to back, whose tables are met on the way.
 *
 * <p>QEMU writes each L2 table before the data it describes, but for a few clusters; those are kept until their table comes.
 */
final class Qcow2Stream implements ImageReader {
    private static final int MOST_TABLES = 256 << 10;

    private final Qcow2Header header;
    private final ExtentReader map;
    private final DiskSink sink;
    private final TreeMap<Long, Integer> awaited = new TreeMap<>();
    private final KeptBytes kept;

    /** The L1 table as far as it was met; none once it is read. */
    private Optional<ByteBuffer> l1;

    Qcow2Stream(Qcow2Header header, ExtentReader map, DiskSink sink) throws ImportFailure {
        if (header.l1Entries() > MOST_TABLES) {
            throw new ImportFailure(new ImageProblem.LayoutNeedsRanges("qcow2"));
        }
        this.header = header;
        this.l1 = Optional.of(ByteBuffer.allocate(header.l1Entries() * 8));
        this.map = map;
        this.sink = sink;
        this.kept = new KeptBytes(Math.max(header.clusterBytes(), 64 << 10));
    }

    @Override
    public String format() {
        return "qcow2";
    }

    @Override
    public Bytes virtualSize() {
        return header.virtualSize();
    }

    @Override
    public boolean needs(Span span) {
        return true;
    }

    @Override
    public boolean resumeAt(long fileOffset) {
        return false;
    }

    @Override
    public void accept(Segment segment) throws IOException {
        Qcow2Tables tables = new Qcow2Tables(header, new Learned(segment));
        if (l1.isPresent()) {
            learnL1(l1.get(), tables, segment);
        }
        learnL2(tables, segment);
        map.seal();
        map.accept(segment);
        if (l1.isEmpty() && awaited.isEmpty()) {
            kept.forgetAll();
        } else {
            keep(segment);
        }
    }

    private void learnL1(ByteBuffer table, Qcow2Tables tables, Segment segment) throws IOException {
        long from = Math.max(segment.offset(), header.l1Offset() + table.position());
        long to = Math.min(segment.end(), header.l1Offset() + table.limit());
        if (from < to) {
            table.put(segment.bytes(from, to));
        }
        if (table.hasRemaining()) {
            return;
        }
        l1 = Optional.empty();
        long[] offsets = tables.readL1(table.flip());
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] == 0) {
                continue;
            }
            if (offsets[i] >= segment.offset()) {
                awaited.put(offsets[i], i);
            } else {
                ByteBuffer late = ByteBuffer.allocate(header.clusterBytes());
                kept.copy(offsets[i], late);
                tables.readL2(late.flip(), i);
            }
        }
    }

    private void learnL2(Qcow2Tables tables, Segment segment) throws IOException {
        while (!awaited.isEmpty() && awaited.firstKey() + header.clusterBytes() <= segment.end()) {
            Map.Entry<Long, Integer> table = awaited.pollFirstEntry();
            long at = table.getKey();
            tables.readL2(segment.bytes(at, at + header.clusterBytes()), table.getValue());
        }
    }

    private void keep(Segment segment) {
        for (long at = segment.offset(); at < segment.end(); at += kept.granule()) {
            Span span = new Span(at, Math.min(at + kept.granule(), segment.end()));
            if (!map.covers(span)) {
                kept.keep(segment, span);
            }
        }
    }

    @Override
    public void finish(long length) throws IOException {
        if (l1.isPresent()) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    "the L1 table", new Bytes(length), new Bytes(header.l1Offset() + header.l1Entries() * 8L)));
        }
        if (!awaited.isEmpty()) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    "an L2 table", new Bytes(length), new Bytes(awaited.firstKey() + header.clusterBytes())));
        }
        map.finish(length);
    }

    /** What a table says while {@code segment} is the current one: data before it comes from the kept bytes. */
    private final class Learned implements Qcow2Tables.Entries {
        private final Segment segment;

        Learned(Segment segment) {
            this.segment = segment;
        }

        @Override
        public void addExtent(long fileOffset, long diskOffset, long count) throws IOException {
            if (fileOffset >= segment.offset()) {
                map.addExtent(fileOffset, diskOffset, count);
                return;
            }
            int length = (int) Math.min(count, header.virtualSize().count() - diskOffset);
            ByteBuffer bytes = ByteBuffer.allocate(length);
            kept.copy(fileOffset, bytes);
            sink.write(List.of(segment), bytes.flip(), diskOffset);
        }

        @Override
        public void addPacked(long fileOffset, int bytes, long cluster) throws IOException {
            if (fileOffset >= segment.offset()) {
                map.addPacked(fileOffset, bytes, cluster);
                return;
            }
            long end = fileOffset + bytes;
            if (end > segment.end()) {
                throw Qcow2Header.corrupt("a compressed cluster has " + bytes + " bytes");
            }
            ByteBuffer packed = ByteBuffer.allocate(bytes).limit((int) (Math.min(end, segment.offset()) - fileOffset));
            kept.copy(fileOffset, packed);
            if (end > segment.offset()) {
                packed.limit(bytes).put(segment.bytes(segment.offset(), end));
            }
            long disk = cluster * header.clusterBytes();
            int length =
                    (int) Math.min(header.clusterBytes(), header.virtualSize().count() - disk);
            sink.expand(
                    List.of(segment),
                    new PackedUnit(packed.flip(), header.codec(), header.clusterBytes(), length, disk));
        }
    }
}
