package dev.slipway.importer.run;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.volume.DiskFile;
import dev.slipway.importer.volume.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the disk that a storage has restored into the volume as large as was asked; never smaller. */
public final class Grow {
    private Grow() {}

    /** Grows the disk and returns how that ended. */
    public static Termination.Succeeded fill(Volume volume) throws IOException, ImportFailure {
        if (!(volume instanceof DiskFile file)) {
            // A device is as large as its claim.
            return new Termination.Succeeded("raw", volume.size().count());
        }
        Path disk = file.disk();
        if (!Files.isRegularFile(disk)) {
            throw new ImportFailure(new SourceProblem.SourceWithoutDisk(disk.toString()));
        }
        Bytes wanted = file.size();
        try (RandomAccessFile image = new RandomAccessFile(disk.toFile(), "rw")) {
            if (image.length() < wanted.count()) {
                image.setLength(wanted.count());
                image.getFD().sync();
            }
            return new Termination.Succeeded("raw", image.length());
        }
    }
}
