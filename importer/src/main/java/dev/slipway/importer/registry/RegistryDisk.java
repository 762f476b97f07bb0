package dev.slipway.importer.registry;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.LookedAtFeed;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.stream.Span;
import dev.slipway.importer.tar.TarEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The file in folder {@code /disk} of a container image, from the uppermost layer that has one. */
public final class RegistryDisk implements Source {
    private final TarEntry entry;
    private final SourceIdentity identity;
    private final LookedAtFeed feed;

    private RegistryDisk(LayerFiles files, TarEntry entry, SourceIdentity identity, SegmentPool pool)
            throws IOException, InterruptedException {
        this.entry = entry;
        this.identity = identity;
        this.feed = LookedAtFeed.open(new DiskFeed(files, entry.size(), pool))
                .orElseThrow(() -> new ImportFailure(new ImportProblem.ImageEmpty()));
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
        return feed.head();
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
        return feed;
    }

    @Override
    public void close() {
        feed.close();
    }
}
