package dev.slipway.importer.volume;

import dev.slipway.importer.problem.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/** Where a disk is put. */
public sealed interface Volume permits DiskFile, BlockDevice {
    /** Returns the size of the disk once it is filled. */
    Bytes size();

    /** Returns the path that is written to. */
    Path target();

    /** Returns the journal's file. */
    Path journal();

    /** Makes the target ready: empty for a new disk, or as it was left for one that is continued. */
    void prepare(boolean continued) throws IOException;

    /** Makes the complete, synced target the disk. */
    void publish() throws IOException;

    /** Returns whether the disk was published, by an earlier run. */
    boolean published();

    /** Takes away what was written, so that nothing half looks whole. */
    void discard() throws IOException;
}
