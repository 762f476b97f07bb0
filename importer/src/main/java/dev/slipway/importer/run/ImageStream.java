package dev.slipway.importer.run;

import dev.slipway.importer.codec.Codec;
import dev.slipway.importer.codec.ExpandedFeed;
import dev.slipway.importer.image.ImageInput;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import dev.slipway.importer.volume.Ledger;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The bytes of the image itself: those of the source, or what they expand to. */
final class ImageStream implements AutoCloseable {
    /** Most layers of compression: one, and one more around it. */
    private static final int MOST_CODECS = 2;

    private static final int SEGMENTS = 10;

    /** Room for the tables of an image of a full volume: an eighth of it, and 64 MiB. */
    private static final long TABLE_ROOM = 64 << 20;

    private final Source source;
    private final Optional<MessageDigest> digest;
    private final Bytes volume;
    private final List<Codec> codecs = new ArrayList<>();
    private Ledger ledger;
    private @Nullable MeteredFeed metered;
    private @Nullable ExpandedFeed expanded;
    private @Nullable Segment expandedHead;

    private ImageStream(Source source, Ledger ledger, Optional<MessageDigest> digest, Bytes volume) {
        this.source = source;
        this.ledger = ledger;
        this.digest = digest;
        this.volume = volume;
    }

    /**
     * Looks through the compression of a source.
     *
     * @param ledger told by the source's pool what was used
     * @param digest hashes the bytes of the source
     * @param volume size of the disk, which bounds what may come out
     */
    static ImageStream open(Source source, Ledger ledger, Optional<MessageDigest> digest, Bytes volume)
            throws IOException, InterruptedException {
        ImageStream stream = new ImageStream(source, ledger, digest, volume);
        try {
            Optional<Codec> codec = source.isDisk() ? Optional.empty() : Codec.of(stream.head());
            while (codec.isPresent()) {
                stream.expand(codec.get());
                codec = Codec.of(stream.head());
            }
            return stream;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    private void expand(Codec codec) throws IOException, InterruptedException {
        if (codecs.size() == MOST_CODECS) {
            throw new ImportFailure(new ImageProblem.NestedTooDeep(codec.extension()));
        }
        ExpandedFeed outer = expanded;
        Feed packed = outer == null ? meter(0, span -> true) : new RejoinedFeed(expandedHead, outer);
        expandedHead = null;
        codecs.add(codec);
        Ledger inner = new Ledger();
        ledger = inner;
        Bytes limit = new Bytes(volume.count() + volume.count() / 8 + TABLE_ROOM);
        ExpandedFeed feed = new ExpandedFeed(codec, packed, new SegmentPool(SEGMENTS, inner::written), limit);
        expanded = feed;
        expandedHead = feed.next().orElseThrow(() -> new ImportFailure(new ImageProblem.ImageEmpty()));
    }

    private MeteredFeed meter(long from, Span.Need needed) throws IOException {
        MeteredFeed feed = new MeteredFeed(source.feed(from, digest.isPresent() ? span -> true : needed), digest, from);
        metered = feed;
        return feed;
    }

    /** Returns the first bytes of the image. */
    ByteBuffer head() {
        return expandedHead == null ? source.head() : expandedHead.bytes();
    }

    /** Returns the layers of compression, outermost first. */
    List<Codec> codecs() {
        return List.copyOf(codecs);
    }

    /** Returns whether the stream can begin anywhere and leave out what nobody needs. */
    boolean seekable() {
        return codecs.isEmpty() && source.seekable();
    }

    /** Returns what an image reader may know before the stream begins. */
    ImageInput input() {
        Optional<ImageInput.RandomAccess> random = seekable() ? Optional.of(this::read) : Optional.empty();
        OptionalLong length = codecs.isEmpty() ? source.length() : OptionalLong.empty();
        return new ImageInput(head(), length, random, volume);
    }

    private void read(long offset, ByteBuffer into) throws IOException {
        try {
            source.read(offset, into);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading the image");
        }
    }

    /** Starts the stream; once. */
    Feed feed(long from, Span.Need needed) throws IOException {
        ExpandedFeed outer = expanded;
        if (outer == null) {
            return meter(from, needed);
        }
        Feed feed = new RejoinedFeed(expandedHead, outer);
        expandedHead = null;
        return feed;
    }

    /** Returns the ledger of the image's bytes. */
    Ledger ledger() {
        return ledger;
    }

    /** Returns how far into the source's bytes the stream is. */
    long reached() {
        MeteredFeed feed = metered;
        return feed == null ? 0 : feed.reached();
    }

    @Override
    public void close() {
        if (expandedHead != null) {
            expandedHead.release();
            expandedHead = null;
        }
        if (expanded != null) {
            expanded.close();
        } else if (metered != null) {
            metered.close();
        }
    }
}
