package dev.slipway.nodeagent.session;

import java.util.List;

/** What is said of a backup that failed. */
final class BackupFailure {
    /** What QEMU says of a job that was cancelled, and of one whose file system is full: the C library's words. */
    private static final String CANCELED = "Operation canceled";

    private static final String FULL = "No space left on device";

    private BackupFailure() {}

    /**
     * Returns the sentence.
     *
     * @param claim the claim that was written to
     * @param errors what QEMU said, each with the name of its volume
     */
    static String sentence(String claim, List<String> errors) {
        String all = String.join(", ", errors);
        if (all.contains(FULL)) {
            return "%s. The claim %s is too small for what was written to it; back up to a larger one."
                    .formatted(all, claim);
        }
        return all.contains(CANCELED) ? "backup aborted: " + all : all;
    }

    /** Returns whether QEMU says of a job that it was cancelled. */
    static boolean isCancelled(String error) {
        return error.equals(CANCELED);
    }

    /** Returns the sentence about a backup that was ended because its guest stood still. */
    static String standstill(String claim) {
        return "the guest could not write and stood still, most likely because the claim %s is too small for what it overwrites"
                        .formatted(claim)
                + " while the backup is pulled; the backup was ended so that the guest goes on. Use a larger claim, or pull"
                + " sooner.";
    }
}
