package dev.slipway.importer.registry;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Segment;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import dev.slipway.importer.tar.TarEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The file in folder {@code /disk} of a container image, from the uppermost layer that has one. */
public final class RegistryDisk implements Source {
    /** Longest wait for storage to take a write, seconds. */
    private static final long WRITE_SECONDS = 300;

    private final LayerFiles files;
    private final TarEntry entry;
    private final SourceIdentity identity;
    private final SegmentPool pool;
    private final byte[] copy = new byte[256 << 10];
    private final ByteBuffer headBytes;
    private @Nullable Segment head;
    private long offset;

    private RegistryDisk(LayerFiles files, TarEntry entry, SourceIdentity identity, SegmentPool pool)
            throws IOException, InterruptedException {
        this.files = files;
        this.entry = entry;
        this.identity = identity;
        this.pool = pool;
        Segment first = read().orElseThrow(() -> new ImportFailure(new ImportProblem.ImageEmpty()));
        this.head = first;
        this.headBytes = first.bytes();
    }

    /** Finds the image and the disk in it. */
    public static RegistryDisk open(Registry registry, SegmentPool pool, Patience patience)
            throws IOException, InterruptedException {
        List<ImageManifest.Layer> layers =
                patience.with(registry.name(), registry::layers).reversed();
        for (ImageManifest.Layer layer : layers) {
            if (layer.isFiles()) {
                LayerFiles files = LayerFiles.open(registry, layer, patience);
                try {
                    Optional<TarEntry> disk = files.disk();
                    if (disk.isPresent()) {
                        return new RegistryDisk(files, disk.get(), identity(registry, layer, disk.get()), pool);
                    }
                    files.close();
                } catch (IOException | InterruptedException | RuntimeException e) {
                    files.close();
                    throw e;
                }
            }
        }
        throw new ImportFailure(new ImportProblem.ImageWithoutDisk(registry.name()));
    }

    private static SourceIdentity identity(Registry registry, ImageManifest.Layer layer, TarEntry disk) {
        return new SourceIdentity(registry.fingerprint(), Optional.of(layer.digest()), Optional.empty(), disk.size());
    }

    @Override
    public SourceIdentity identity() {
        return identity;
    }

    @Override
    public String fileName() {
        return entry.path();
    }

    @Override
    public OptionalLong length() {
        return OptionalLong.of(entry.size());
    }

    @Override
    public boolean endIsCertain() {
        return true;
    }

    @Override
    public ByteBuffer head() {
        return headBytes;
    }

    @Override
    public boolean seekable() {
        return false;
    }

    @Override
    public void read(long from, ByteBuffer into) {
        throw new UnsupportedOperationException("a layer is read front to back");
    }

    @Override
    public Feed feed(long from, Span.Need needed) {
        return new Feed() {
            @Override
            public Optional<Segment> next() throws IOException, InterruptedException {
                Segment first = head;
                head = null;
                return first == null ? RegistryDisk.this.read() : Optional.of(first);
            }

            @Override
            public void close() {
                RegistryDisk.this.close();
            }
        };
    }

    private Optional<Segment> read() throws IOException, InterruptedException {
        ByteBuffer buffer = pool.take(WRITE_SECONDS);
        try {
            while (buffer.hasRemaining()) {
                int count = files.read(copy, Math.min(copy.length, buffer.remaining()));
                if (count < 0) {
                    break;
                }
                buffer.put(copy, 0, count);
            }
            if (offset + buffer.position() == entry.size()) {
                // Before the last bytes are given away: the disk is complete only if the layer is right.
                files.drain();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            pool.discard(buffer);
            throw e;
        }
        if (buffer.position() == 0) {
            pool.discard(buffer);
            return Optional.empty();
        }
        Segment segment = pool.fill(buffer, offset);
        offset = segment.end();
        return Optional.of(segment);
    }

    @Override
    public void close() {
        Segment first = head;
        head = null;
        if (first != null) {
            first.release();
        }
        files.close();
    }
}
