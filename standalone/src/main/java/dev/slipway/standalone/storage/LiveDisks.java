package dev.slipway.standalone.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Disks that running guests have open, and copies of them that hold one moment while the guest goes on. */
public interface LiveDisks {
    /** A copy on its way. */
    interface Copy {
        /**
         * Waits until the copy is complete.
         *
         * @throws IOException if it failed or was cut off, e.g. because the guest has ended
         */
        void await() throws IOException, InterruptedException;
    }

    /**
     * Begins a copy; when this returns, its moment is fixed.
     *
     * @param namespace where the guest is looked for
     * @param file the disk, as the volume's own directory spells it
     * @param target an empty file of the same size that the guest's process may write
     * @param id name of the copy, under which it is found again
     * @return nothing if no guest of the namespace has the disk open
     */
    Optional<Copy> begin(String namespace, Path file, Path target, String id) throws IOException;

    /** Returns a copy that was begun before, maybe by an earlier process; nothing if no guest works on it. */
    Optional<Copy> find(String namespace, String id) throws IOException;
}
