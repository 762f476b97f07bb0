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
}
