package dev.slipway.importer.registry;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.RegistryProblem;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.source.StreamedSource;
import dev.slipway.importer.stream.LookedAtFeed;
import dev.slipway.importer.stream.SegmentPool;
import dev.slipway.importer.tar.TarEntry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The file in folder {@code /disk} of a container image, from the uppermost layer that has one. */
public final class RegistryDisk {
    private RegistryDisk() {}

    /** Finds the image and the disk in it. */
    public static Source open(Registry registry, SegmentPool pool, Patience patience)
            throws IOException, InterruptedException {
        List<ImageManifest.Layer> layers =
                patience.with(registry.name(), registry::layers).reversed();
        for (ImageManifest.Layer layer : layers) {
            if (layer.isFiles()) {
                LayerFiles files = LayerFiles.open(registry, layer, patience);
                try {
                    Optional<TarEntry> disk = files.disk();
                    if (disk.isPresent()) {
                        return disk(files, disk.get(), identity(registry, layer, disk.get()), pool);
                    }
                    files.close();
                } catch (IOException | InterruptedException | RuntimeException e) {
                    files.close();
                    throw e;
                }
            }
        }
        throw new ImportFailure(new RegistryProblem.ImageWithoutDisk(registry.name()));
    }

    private static SourceIdentity identity(Registry registry, ImageManifest.Layer layer, TarEntry disk) {
        return new SourceIdentity(registry.fingerprint(), Optional.of(layer.digest()), Optional.empty(), disk.size());
    }

    private static Source disk(LayerFiles files, TarEntry entry, SourceIdentity identity, SegmentPool pool)
            throws IOException, InterruptedException {
        LookedAtFeed feed = LookedAtFeed.open(new DiskFeed(files, entry.size(), pool))
                .orElseThrow(() -> new ImportFailure(new ImageProblem.ImageEmpty()));
        return new StreamedSource(identity, entry.path(), OptionalLong.of(entry.size()), feed);
    }
}
