package dev.slipway.machine.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The content of the small disk on which guests read their figures, as vhostmd lays it out: four numbers of 32 bits, most
 * significant byte first (signature, whether it is being written, sum of the text's bytes, length of the text), then the text.
 */
public final class MetricsDisk {
    /** Name of the image in its volume. */
    public static final String FILE = "vhostmd0";

    /** Size of the disk, bytes. */
    public static final int BYTES = 256 * 1024;

    private static final int SIGNATURE = 0x6d766264; // "mvbd"
    private static final int HEADER = 16;

    private MetricsDisk() {}

    /** Returns the place of the text, bytes from the beginning. */
    public static int placeOfText() {
        return HEADER;
    }

    /**
     * Returns a report as the text on the disk.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    public static byte[] text(String report) {
        byte[] text = (report + "\n").getBytes(StandardCharsets.UTF_8);
        if (text.length > BYTES - HEADER) {
            throw new IllegalArgumentException(
                    "figures of %d bytes do not fit on a disk of %d".formatted(text.length, BYTES));
        }
        return text;
    }

    /**
     * Returns what is in front of a text.
     *
     * @param locked whether it is being written, so that readers come again
     */
    public static byte[] header(byte[] text, boolean locked) {
        int sum = 0;
        for (byte each : text) {
            sum += each & 0xff;
        }
        return ByteBuffer.allocate(HEADER)
                .putInt(SIGNATURE)
                .putInt(locked ? 1 : 0)
                .putInt(sum)
                .putInt(text.length)
                .array();
    }

    /** Returns the whole disk before there are figures. */
    public static byte[] empty() {
        byte[] text = text("<metrics></metrics>");
        return ByteBuffer.allocate(BYTES).put(header(text, false)).put(text).array();
    }
}
