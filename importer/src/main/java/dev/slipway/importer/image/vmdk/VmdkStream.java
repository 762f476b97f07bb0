package dev.slipway.importer.image.vmdk;

import dev.slipway.importer.image.DiskSink;
import dev.slipway.importer.image.ImageReader;
import dev.slipway.importer.image.PackedUnit;
import dev.slipway.importer.image.UnitCodec;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A streamOptimized VMDK image: packed grains, each behind a marker that says where it belongs.
 *
 * <p>It is complete when its end mark came, and when as many grains came as its tables name, as far as these are known.
 */
final class VmdkStream implements ImageReader {
    private static final int SECTOR = VmdkHeader.SECTOR;
    private static final int GRAIN_HEAD = 12;
    private static final int END = 0;
    private static final int TABLE = 1;
    private static final int LAST_MARKER = 3;

    private final VmdkHeader header;
    private final OptionalLong namedAtHead;
    private final DiskSink sink;
    private final BitSet grains = new BitSet();
    private long namedByTables;
    private boolean tablesCame;
    private boolean ended;
    private long next;
    private ByteBuffer carried = ByteBuffer.allocate(0);

    VmdkStream(VmdkHeader header, OptionalLong namedAtHead, DiskSink sink) {
        this.header = header;
        this.namedAtHead = namedAtHead;
        this.sink = sink;
        this.next = header.overheadBytes();
    }

    @Override
    public String format() {
        return "vmdk";
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
        while (!ended && step(segment)) {
            // each step takes one marker and what follows it
        }
        carry(segment);
    }

    /** Takes the marker at {@code next}; returns false if not all of it came yet. */
    private boolean step(Segment segment) throws IOException {
        Optional<ByteBuffer> marker = peek(segment, next, SECTOR);
        if (marker.isEmpty()) {
            return false;
        }
        long value = marker.get().getLong(0);
        int size = marker.get().getInt(8);
        if (size != 0) {
            Optional<ByteBuffer> grain = peek(segment, next, grainLength(size));
            grain.ifPresent(bytes -> next += roundUp(bytes.limit()));
            if (grain.isPresent()) {
                emit(value, grain.get(), List.of(segment));
            }
            return grain.isPresent();
        }
        return metadata(segment, marker.get().getInt(GRAIN_HEAD), value);
    }

    private int grainLength(int size) throws ImportFailure {
        // zlib expands what it cannot pack by less than 1 %, so that twice a grain is more than enough
        if (size < 0 || size > 2 * header.grainBytes()) {
            throw VmdkHeader.corrupt(
                    "a grain at file offset " + next + " has " + Integer.toUnsignedString(size) + " bytes");
        }
        return GRAIN_HEAD + size;
    }

    private boolean metadata(Segment segment, int type, long sectors) throws IOException {
        if (type < END || type > LAST_MARKER || sectors < 0 || sectors > Integer.MAX_VALUE / SECTOR) {
            throw VmdkHeader.corrupt("there is no valid marker at file offset " + next);
        }
        if (type == TABLE) {
            Optional<ByteBuffer> table = peek(segment, next + SECTOR, VmdkHeader.TABLE_ENTRIES * 4);
            if (table.isEmpty()) {
                return false;
            }
            tablesCame = true;
            for (int i = 0; i < VmdkHeader.TABLE_ENTRIES; i++) {
                namedByTables += table.get().getInt(i * 4) == 0 ? 0 : 1;
            }
        }
        ended = type == END;
        next += SECTOR + sectors * SECTOR;
        return true;
    }

    private void emit(long sector, ByteBuffer bytes, List<Segment> holders) throws IOException {
        long disk = sector * SECTOR;
        if (sector < 0 || sector >= header.virtualSize().count() / SECTOR || disk % header.grainBytes() != 0) {
            throw VmdkHeader.corrupt(
                    "a grain belongs to disk sector " + Long.toUnsignedString(sector) + ", where no grain is");
        }
        int number = (int) (disk / header.grainBytes());
        if (grains.get(number)) {
            throw VmdkHeader.corrupt("the grain of disk sector " + sector + " comes twice");
        }
        grains.set(number);
        int length = (int) Math.min(header.grainBytes(), header.virtualSize().count() - disk);
        ByteBuffer packed = bytes.slice(GRAIN_HEAD, bytes.limit() - GRAIN_HEAD);
        sink.expand(holders, new PackedUnit(packed, UnitCodec.ZLIB, header.grainBytes(), length, disk));
    }

    /** Returns bytes that are in the segment, or partly carried over from those before; empty if they reach further. */
    private Optional<ByteBuffer> peek(Segment segment, long offset, int count) {
        if (offset + count > segment.end()) {
            return Optional.empty();
        }
        if (offset >= segment.offset()) {
            return Optional.of(segment.bytes(offset, offset + count).order(ByteOrder.LITTLE_ENDIAN));
        }
        ByteBuffer joined = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        int inside = (int) (offset - (segment.offset() - carried.limit()));
        int first = Math.min(count, carried.limit() - inside);
        joined.put(carried.slice(inside, first));
        joined.put(segment.bytes(segment.offset(), segment.offset() + count - first));
        return Optional.of(joined.flip());
    }

    private void carry(Segment segment) {
        if (ended || next >= segment.end()) {
            carried = ByteBuffer.allocate(0);
            return;
        }
        ByteBuffer kept = ByteBuffer.allocate((int) (segment.end() - next));
        if (next < segment.offset()) {
            int before = (int) (segment.offset() - next);
            kept.put(carried.slice(carried.limit() - before, before));
        }
        kept.put(segment.bytes(Math.max(next, segment.offset()), segment.end()));
        carried = kept.flip();
    }

    @Override
    public void finish(long length) throws IOException {
        lastGrain();
        long named = tablesCame ? namedByTables : namedAtHead.orElse(-1);
        long came = grains.cardinality();
        if (named > came || (!ended && named < 0)) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    named < 0 ? "the end mark" : "of " + named + " grains the " + (came + 1) + "th",
                    new Bytes(length),
                    new Bytes(Math.max(length, next) + SECTOR)));
        }
        if (named >= 0 && named < came && !tablesCame) {
            throw VmdkHeader.corrupt("it has " + came + " grains, but its tables name only " + named);
        }
    }

    /** Takes a last grain whose padding up to a whole sector is missing. */
    private void lastGrain() throws IOException {
        if (ended || carried.limit() < GRAIN_HEAD) {
            return;
        }
        ByteBuffer bytes = carried.order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.getInt(8);
        if (size > 0 && grainLength(size) <= bytes.limit()) {
            emit(bytes.getLong(0), bytes.slice(0, grainLength(size)), List.of());
            next += roundUp(grainLength(size));
        }
    }

    private static long roundUp(int count) {
        return (count + SECTOR - 1L) / SECTOR * SECTOR;
    }
}
