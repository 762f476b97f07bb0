package dev.slipway.importer.codec;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.FeedInputStream;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The expanded bytes of a compressed feed, never more than a limit. */
public final class ExpandedFeed implements Feed {
    private final Codec codec;
    private final Feed packed;
    private final FeedInputStream input;
    private final SegmentPool pool;
    private final Bytes limit;
    private final byte[] copy = new byte[256 << 10];
    private @Nullable InputStream expanded;
    private long offset;
    private boolean ended;

    /** Owns {@code packed}. */
    public ExpandedFeed(Codec codec, Feed packed, SegmentPool pool, Bytes limit) {
        this.codec = codec;
        this.packed = packed;
        this.input = new FeedInputStream(packed);
        this.pool = pool;
        this.limit = limit;
    }

    @Override
    public Optional<Segment> next() throws IOException, InterruptedException {
        if (ended) {
            return Optional.empty();
        }
        Optional<Segment> segment = pool.next(offset, this::fill);
        segment.ifPresent(filled -> offset = filled.end());
        return segment;
    }

    private void fill(ByteBuffer buffer) throws IOException {
        try {
            InputStream from = expanded;
            if (from == null) {
                from = codec.expand(input);
                expanded = from;
            }
            while (buffer.hasRemaining()) {
                int count = from.read(copy, 0, Math.min(copy.length, buffer.remaining()));
                if (count < 0) {
                    ended = true;
                    return;
                }
                buffer.put(copy, 0, count);
                if (offset + buffer.position() > limit.count()) {
                    throw new ImportFailure(new ImageProblem.DecompressionBomb(codec.extension(), limit));
                }
            }
        } catch (ImportFailure e) {
            throw e;
        } catch (EOFException e) {
            throw truncated(e);
        } catch (ZipException | org.tukaani.xz.XZIOException e) {
            throw corrupt(e);
        } catch (com.github.luben.zstd.ZstdIOException e) {
            boolean early = String.valueOf(e.getMessage()).contains("runcated");
            throw early ? truncated(e) : corrupt(e);
        }
    }

    private ImportFailure truncated(IOException cause) {
        return new ImportFailure(new ImageProblem.StreamTruncated(codec.extension()), cause);
    }

    private ImportFailure corrupt(IOException cause) {
        return new ImportFailure(
                new ImageProblem.StreamCorrupt(codec.extension(), String.valueOf(cause.getMessage())), cause);
    }

    @Override
    public void close() {
        try {
            if (expanded != null) {
                expanded.close();
            }
        } catch (IOException e) {
            // nothing is read from it any more
        }
        input.close();
        packed.close();
    }
}
