package dev.slipway.importer.nbd;

/**
 * A part of a device that has the same state throughout.
 *
 * @param offset its first byte
 * @param length its bytes
 * @param flags the state, in the words of the context that was asked
 */
public record Extent(long offset, long length, long flags) {
    /** Returns the byte after its last. */
    public long end() {
        return offset + length;
    }
}
