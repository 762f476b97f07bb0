package dev.slipway.importer.run;

import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.volume.Journal;
import dev.slipway.importer.volume.Volume;
import dev.slipway.importer.volume.VolumeWriter;
import java.io.IOException;
import java.util.Optional;

/** Makes an empty disk, once: a second run finds it and leaves it alone. */
public final class Blank {
    private static final SourceIdentity NOWHERE = new SourceIdentity("blank:", Optional.empty(), Optional.empty(), 0);

    private Blank() {}

    /** Makes the disk and returns how that ended. */
    public static Termination.Succeeded fill(Volume volume) throws IOException {
        long size = volume.size().count();
        Optional<Journal> journal = Journal.read(volume.journal());
        boolean made = journal.filter(Journal::finished)
                .map(old -> old.source().equals(NOWHERE))
                .orElse(false);
        if (!made || !volume.published()) {
            volume.prepare(false);
            try (VolumeWriter writer = VolumeWriter.open(volume)) {
                writer.sync();
            }
            new Journal(NOWHERE, size, 0, true, "raw", size).write(volume.journal());
            volume.publish();
        }
        return new Termination.Succeeded("raw", size);
    }
}
