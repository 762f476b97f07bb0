package dev.slipway.machine.migration;

/**
 * What a launcher says of its guest's way in or out ({@code docs/contracts.md} §2). Amounts are bytes.
 *
 * @param migration uid of the migration
 * @param incoming whether the guest comes
 * @param stage the launcher's word for how far it is
 * @param status QEMU's word for it; empty before QEMU has one
 * @param error why it failed; empty if nobody says
 * @param transferred what has moved
 * @param remaining what is left of memory
 * @param total the guest's memory
 * @param bytesPerSecond how fast memory moves
 * @param dirtyBytesPerSecond how fast the guest writes to memory
 * @param downtimeMillis how long the guest stood still, or will
 * @param rounds how often memory was gone through
 * @param throttlePercent how much the guest is slowed down
 */
public record Way(
        String migration,
        boolean incoming,
        String stage,
        String status,
        String error,
        long transferred,
        long remaining,
        long total,
        long bytesPerSecond,
        long dirtyBytesPerSecond,
        long downtimeMillis,
        long rounds,
        long throttlePercent) {

    /** Returns whether the receiving end can be reached. */
    public boolean isListening() {
        return incoming && stage.equals("listening");
    }

    /** Returns whether all of the guest is at the other end, and stands still there. */
    public boolean isComplete() {
        return status.equals("completed");
    }

    /** Returns whether the guest can run at the receiving end only, although some of its memory has yet to move. */
    public boolean isPostCopy() {
        return status.startsWith("postcopy");
    }

    /** Returns whether the guest stays where it is. */
    public boolean hasFailed() {
        return status.equals("failed") || status.equals("cancelled");
    }
}
