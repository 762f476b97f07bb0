package dev.slipway.importer.clone;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.run.Import;
import dev.slipway.importer.run.ImportRequest;
import dev.slipway.importer.run.Incoming;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.WorkPlace;
import dev.slipway.importer.source.DiskSource;
import dev.slipway.importer.source.RemoteDisk;
import dev.slipway.importer.volume.Volume;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings the disk of one claim onto another, byte by byte. */
public final class Clone {
    private Clone() {}

    /** Returns the import that does it; a later one for the same claims goes on where it was ended. */
    public static Import of(ImportRequest.Source.Clone clone, WorkPlace place, Volume volume, Reporter reporter)
            throws ImportFailure {
        String claim = clone.claim();
        return new Import(
                volume,
                new Incoming(
                        claim,
                        DiskSource.name(claim),
                        clone.remote().isPresent()
                                ? pool -> RemoteDisk.open(clone.remote().get(), claim, pool)
                                : local(place, claim)),
                reporter);
    }

    private static Incoming.Opener local(WorkPlace place, String claim) throws ImportFailure {
        Path disk = existing(place, claim);
        return pool -> DiskSource.open(disk, claim, pool);
    }

    /** Returns the disk in the claim that is mounted here. */
    static Path existing(WorkPlace place, String claim) throws ImportFailure {
        Path disk = place.sourceDisk();
        if (!Files.exists(disk)) {
            throw new ImportFailure(new SourceProblem.SourceWithoutDisk(claim));
        }
        return disk;
    }
}
