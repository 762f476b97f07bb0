package dev.slipway.importer.registry;

import dev.slipway.importer.codec.Codec;
import dev.slipway.importer.codec.ExpandedFeed;
import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.FeedInputStream;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.tar.TarEntries;
import dev.slipway.importer.tar.TarEntry;
import java.io.IOException;
import java.util.Optional;

/** The files of one layer, read from front to back out of the registry. */
final class LayerFiles implements AutoCloseable {
    private static final int SEGMENTS = 4;

    /** Bounds the time that is spent on a layer that only seems small; what is stored, the volume bounds. */
    private static final Bytes LARGEST = new Bytes(1L << 40);

    private final String image;
    private final Feed packed;
    private final Feed feed;
    private final FeedInputStream input;
    private final TarEntries entries;

    private LayerFiles(String image, Feed packed, Feed feed) {
        this.image = image;
        this.packed = packed;
        this.feed = feed;
        this.input = new FeedInputStream(feed);
        this.entries = new TarEntries(input);
    }

    static LayerFiles open(Registry registry, ImageManifest.Layer layer, Patience patience)
            throws IOException, InterruptedException {
        HttpSource source = registry.blob(layer.digest(), new SegmentPool(SEGMENTS, _ -> {}), patience);
        Optional<Codec> codec = Codec.of(source.head());
        Feed packed = new VerifiedFeed(source.feed(0, _ -> true), registry.name(), layer.digest());
        return new LayerFiles(
                registry.name(),
                packed,
                codec.<Feed>map(found -> new ExpandedFeed(found, packed, new SegmentPool(SEGMENTS, _ -> {}), LARGEST))
                        .orElse(packed));
    }

    /** Goes to the disk in the layer; empty if it has none. */
    Optional<TarEntry> disk() throws IOException {
        for (Optional<TarEntry> entry = next(); entry.isPresent(); entry = next()) {
            if (isDisk(entry.get())) {
                return entry;
            }
        }
        return Optional.empty();
    }

    private static boolean isDisk(TarEntry entry) {
        String path = entry.path();
        String file = path.substring(path.lastIndexOf('/') + 1);
        // Such files say that one of a lower layer is gone (OCI image specification, whiteouts).
        return entry.kind() == TarEntry.Kind.FILE && path.startsWith("disk/") && !file.startsWith(".wh.");
    }

    private Optional<TarEntry> next() throws IOException {
        try {
            return entries.next();
        } catch (ImportFailure e) {
            throw inLayer(e);
        }
    }

    /** Reads content of the disk; returns -1 at its end. */
    int read(byte[] into, int length) throws IOException {
        try {
            return entries.read(into, 0, length);
        } catch (ImportFailure e) {
            throw inLayer(e);
        }
    }

    /** Reads what is left of the layer, whose bytes only then are known to be right. */
    void drain() throws IOException, InterruptedException {
        byte[] over = new byte[64 << 10];
        while (input.read(over, 0, over.length) >= 0) {
            // the loop's condition does the work
        }
        // What follows compressed data is not expanded, but belongs to the layer.
        for (Optional<Segment> rest = packed.next(); rest.isPresent(); rest = packed.next()) {
            rest.get().release();
        }
    }

    private ImportFailure inLayer(ImportFailure cause) {
        return cause.problem() instanceof ArchiveProblem.ArchiveCorrupt corrupt
                ? new ImportFailure(
                        new ArchiveProblem.ArchiveCorrupt("a layer of " + image + ": " + corrupt.detail()), cause)
                : cause;
    }

    @Override
    public void close() {
        input.close();
        feed.close();
    }
}
