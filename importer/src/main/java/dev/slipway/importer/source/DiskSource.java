package dev.slipway.importer.source;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The disk of a claim that is mounted here; its holes are left out. */
public final class DiskSource implements Source {
    private final Path disk;
    private final String claim;
    private final DiskState state;
    private final DataMap map;
    private final FileChannel channel;
    private final SegmentPool pool;
    private final ByteBuffer headBytes;
    private @Nullable Segment head;

    private DiskSource(Path disk, String claim, DiskState state, DataMap map, FileChannel channel, SegmentPool pool)
            throws IOException, InterruptedException {
        this.disk = disk;
        this.claim = claim;
        this.state = state;
        this.map = map;
        this.channel = channel;
        this.pool = pool;
        Segment first = segment(new Span(0, Math.min(SegmentPool.SEGMENT_BYTES, state.length())));
        this.head = first;
        this.headBytes = first.bytes();
    }

    /**
     * Opens a disk, for reading only.
     *
     * @param claim namespace, name and uid of its claim
     */
    public static DiskSource open(Path disk, String claim, SegmentPool pool) throws IOException, InterruptedException {
        DiskState state = DiskState.of(disk);
        if (state.length() == 0) {
            throw new ImportFailure(new ImageProblem.ImageEmpty());
        }
        FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ);
        try {
            return new DiskSource(disk, claim, state, DataMap.of(disk, state.length()), channel, pool);
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the name under which a clone of this claim is noted. */
    public static String name(String claim) {
        return "claim:" + claim;
    }

    @Override
    public SourceIdentity identity() {
        return new SourceIdentity(name(claim), state.etag(), Optional.empty(), state.length());
    }

    @Override
    public String fileName() {
        return "";
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(state.length());
    }

    @Override
    public boolean endIsCertain() {
        return true;
    }

    @Override
    public boolean isDisk() {
        return true;
    }

    @Override
    public ByteBuffer head() {
        return headBytes;
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        fill(offset, into);
    }

    @Override
    public Feed feed(long from, Span.Need needed) {
        return new Feed() {
            private long at = from / SegmentPool.SEGMENT_BYTES * SegmentPool.SEGMENT_BYTES;

            @Override
            public Optional<Segment> next() throws IOException, InterruptedException {
                while (at < state.length()) {
                    Span span = new Span(at, Math.min(at + SegmentPool.SEGMENT_BYTES, state.length()));
                    at = span.to();
                    if (map.any(span) && needed.any(span)) {
                        Segment first = span.from() == 0 ? takeHead() : null;
                        return Optional.of(first == null ? segment(span) : first);
                    }
                }
                if (!DiskState.of(disk).equals(state)) {
                    throw new ImportFailure(new SourceProblem.SourceInUse(claim));
                }
                return Optional.empty();
            }

            @Override
            public void close() {
                DiskSource.this.close();
            }
        };
    }

    private Segment segment(Span span) throws IOException, InterruptedException {
        ByteBuffer buffer = pool.take().limit((int) span.length());
        try {
            fill(span.from(), buffer);
            return pool.fill(buffer, span.from());
        } catch (IOException | RuntimeException e) {
            pool.discard(buffer);
            throw e;
        }
    }

    private void fill(long offset, ByteBuffer into) throws IOException {
        for (long at = offset; into.hasRemaining(); ) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new EOFException(disk + " became shorter while it was read");
            }
            at += count;
        }
    }

    private @Nullable Segment takeHead() {
        Segment first = head;
        head = null;
        return first;
    }

    @Override
    public void close() {
        Segment first = takeHead();
        if (first != null) {
            first.release();
        }
        try {
            channel.close();
        } catch (IOException _) {
            // it was only read from
        }
    }
}
