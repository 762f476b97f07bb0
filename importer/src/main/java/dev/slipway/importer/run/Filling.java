package dev.slipway.importer.run;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.volume.FileTree;
import dev.slipway.importer.volume.Journal;
import dev.slipway.importer.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is made of the bytes of a source in a volume. */
public sealed interface Filling {
    /** Returns how much the volume has room for. */
    Bytes size();

    /** Returns what is written to. */
    Path place();

    /** Fills the volume, or throws {@link dev.slipway.importer.problem.ImportFailure} with the reason why it does not. */
    Termination.Succeeded fill(Incoming incoming, Reporter reporter) throws IOException, InterruptedException;

    /** Returns how the volume was filled by an earlier run, if it is noted there. */
    Optional<Termination.Succeeded> filledBefore() throws IOException;

    /**
     * A disk, whatever format its image has.
     *
     * @param volume where it is put
     */
    record Disk(Volume volume) implements Filling {
        @Override
        public Bytes size() {
            return volume.size();
        }

        @Override
        public Path place() {
            return volume.target();
        }

        @Override
        public Termination.Succeeded fill(Incoming incoming, Reporter reporter)
                throws IOException, InterruptedException {
            return new Import(volume, incoming, reporter).run();
        }

        @Override
        public Optional<Termination.Succeeded> filledBefore() throws IOException {
            return Journal.read(volume.journal())
                    .filter(journal -> journal.finished() && volume.published())
                    .map(journal -> new Termination.Succeeded(journal.format(), journal.virtualSize()));
        }
    }

    /**
     * The files of an archive.
     *
     * @param tree where they are put; nothing else is left there, no note either
     */
    record Files(FileTree tree) implements Filling {
        @Override
        public Bytes size() {
            return tree.size();
        }

        @Override
        public Path place() {
            return tree.directory();
        }

        @Override
        public Termination.Succeeded fill(Incoming incoming, Reporter reporter)
                throws IOException, InterruptedException {
            return new Unpacking(tree, incoming, reporter).run();
        }

        @Override
        public Optional<Termination.Succeeded> filledBefore() {
            return Optional.empty();
        }
    }
}
