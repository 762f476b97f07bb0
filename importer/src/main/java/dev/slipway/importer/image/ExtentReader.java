package dev.slipway.importer.image;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Copies the extents and unpacks the units of an image whose map is known, and knows at the end whether all came. */
public final class ExtentReader {
    /** Sectors: the length of a packed unit is rounded up to them, and the file may end inside the last. */
    private static final int SECTOR = 512;

    private static final int MOST_STRADDLERS = 16;

    private final String format;
    private final ExtentList extents;
    private final PackedList packed;
    private final UnitCodec codec;
    private final int unitBytes;
    private final Bytes virtualSize;
    private final DiskSink sink;
    private final List<Straddler> straddlers = new ArrayList<>();
    private long copied;
    private int nextPacked;

    /** A map that a format's reader fills before (or, for streams, while) segments are accepted. */
    public ExtentReader(String format, UnitCodec codec, int unitBytes, Bytes virtualSize, DiskSink sink) {
        this.format = format;
        this.extents = new ExtentList(format);
        this.packed = new PackedList(format);
        this.codec = codec;
        this.unitBytes = unitBytes;
        this.virtualSize = virtualSize;
        this.sink = sink;
    }

    /** A packed unit of which the first part lies in one segment and the rest in the next. */
    private record Straddler(Segment holder, ByteBuffer bytes, int number) {}

    /** Adds {@code count} bytes at {@code fileOffset} of the file that belong to {@code diskOffset}; cut at the disk's end. */
    public void addExtent(long fileOffset, long diskOffset, long count) throws ImportFailure {
        long onDisk = Math.min(count, virtualSize.count() - diskOffset);
        if (onDisk > 0) {
            extents.add(fileOffset, diskOffset, onDisk);
        }
    }

    /** Adds unit number {@code number} of the disk, packed in {@code bytes} bytes at {@code fileOffset}. */
    public void addPacked(long fileOffset, int bytes, long number) throws ImportFailure {
        if (number * unitBytes < virtualSize.count()) {
            packed.add(fileOffset, bytes, Math.toIntExact(number));
        }
    }

    /** Ends a round of adding. */
    public void seal() throws ImportFailure {
        extents.seal();
        packed.seal(nextPacked);
    }

    /** Checks that everything the map names lies within a file of {@code length} bytes. */
    public void checkLength(long length) throws ImportFailure {
        long needed = 0;
        if (extents.size() > 0) {
            needed = extents.file(extents.size() - 1) + extents.length(extents.size() - 1);
        }
        for (int i = 0; i < packed.size(); i++) {
            needed = Math.max(needed, Math.max(packed.file(i) + 1, packed.file(i) + packed.length(i) - SECTOR + 1));
        }
        if (needed > length) {
            throw new ImportFailure(new ImageProblem.ImageTruncated("its data", new Bytes(length), new Bytes(needed)));
        }
    }

    /** Returns whether any byte of the span is needed. */
    public boolean needs(Span span) {
        return extents.any(span) || packed.any(span);
    }

    /** Returns whether the span consists of extents only. */
    public boolean covers(Span span) {
        return extents.all(span);
    }

    /** Says that everything before {@code fileOffset} is on the disk. */
    public void resumeAt(long fileOffset) {
        copied = extents.bytesBefore(fileOffset);
        nextPacked = packed.firstFrom(fileOffset);
    }

    /** Copies and unpacks what lies in {@code segment}. */
    public void accept(Segment segment) throws IOException {
        continueStraddlers(segment);
        copy(segment);
        unpack(segment);
    }

    private void copy(Segment segment) throws IOException {
        int number = extents.firstEndingAfter(segment.offset());
        for (; number < extents.size() && extents.file(number) < segment.end(); number++) {
            long from = Math.max(extents.file(number), segment.offset());
            long to = Math.min(extents.file(number) + extents.length(number), segment.end());
            sink.write(List.of(segment), segment.bytes(from, to), extents.disk(number) + from - extents.file(number));
            copied += to - from;
        }
    }

    private void unpack(Segment segment) throws IOException {
        while (nextPacked < packed.size() && packed.file(nextPacked) < segment.end()) {
            long from = packed.file(nextPacked);
            long to = from + packed.length(nextPacked);
            if (from < segment.offset()) {
                throw new ImportFailure(new ImageProblem.LayoutNeedsRanges(format));
            }
            if (to <= segment.end()) {
                sink.expand(List.of(segment), unit(segment.bytes(from, to), nextPacked));
            } else {
                if (straddlers.size() == MOST_STRADDLERS) {
                    throw corrupt("compressed clusters overlap at file offset " + from);
                }
                ByteBuffer bytes =
                        ByteBuffer.allocate(packed.length(nextPacked)).put(segment.bytes(from, segment.end()));
                straddlers.add(new Straddler(segment.retain(), bytes, nextPacked));
            }
            nextPacked++;
        }
    }

    private void continueStraddlers(Segment segment) throws IOException {
        for (Iterator<Straddler> all = straddlers.iterator(); all.hasNext(); ) {
            Straddler straddler = all.next();
            int count = Math.min(straddler.bytes().remaining(), segment.length());
            straddler.bytes().put(segment.bytes(segment.offset(), segment.offset() + count));
            if (!straddler.bytes().hasRemaining()) {
                all.remove();
                expand(straddler);
            }
        }
    }

    private void expand(Straddler straddler) throws IOException {
        try {
            sink.expand(List.of(straddler.holder()), unit(straddler.bytes().flip(), straddler.number()));
        } finally {
            straddler.holder().release();
        }
    }

    private PackedUnit unit(ByteBuffer bytes, int number) {
        long disk = (long) packed.unit(number) * unitBytes;
        int length = (int) Math.min(unitBytes, virtualSize.count() - disk);
        return new PackedUnit(bytes, codec, unitBytes, length, disk);
    }

    /** Ends the image after {@code length} bytes; throws if something that the map names did not come. */
    public void finish(long length) throws IOException {
        for (Straddler straddler : straddlers) {
            if (straddler.bytes().remaining() >= SECTOR) {
                throw truncated(length, packed.file(straddler.number()) + packed.length(straddler.number()));
            }
            expand(straddler);
        }
        straddlers.clear();
        if (nextPacked < packed.size()) {
            throw truncated(length, packed.file(packed.size() - 1) + 1);
        }
        if (copied != extents.total()) {
            int last = extents.size() - 1;
            throw truncated(length, extents.file(last) + extents.length(last));
        }
    }

    /** Gives up segments that are still held. */
    public void abandon() {
        straddlers.forEach(straddler -> straddler.holder().release());
        straddlers.clear();
    }

    private ImportFailure truncated(long length, long needed) {
        return new ImportFailure(
                new ImageProblem.ImageTruncated("its data", new Bytes(length), new Bytes(Math.max(length, needed))));
    }

    private ImportFailure corrupt(String detail) {
        return new ImportFailure(new ImageProblem.ImageCorrupt(format, detail));
    }
}
