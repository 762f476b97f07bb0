package dev.slipway.importer.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The 512 bytes before each entry of a tar archive (POSIX.1-2017, pax, ustar interchange format; GNU's base-256 numbers). */
final class TarHeader {
    static final int BLOCK = 512;

    private static final int CHECKSUM = 148;
    private static final int CHECKSUM_END = 156;

    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean isEmpty() {
        for (byte one : block) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the block adds up to what it says; the sum is taken as if its own field held blanks. */
    boolean isSound() {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= CHECKSUM && i < CHECKSUM_END ? ' ' : block[i] & 0xff;
        }
        return number(CHECKSUM, 8) == sum;
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    long size() {
        return number(124, 12);
    }

    String name() {
        // Only ustar has a prefix: GNU keeps times at its place.
        boolean ustar = text(257, 6).equals("ustar") && block[263] == '0';
        String prefix = ustar ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    private String text(int from, int length) {
        int end = from;
        while (end < from + length && block[end] != 0) {
            end++;
        }
        return new String(block, from, end - from, UTF_8);
    }

    /** Returns a number of octal digits, or of 8-bit bytes if the first bit is set; -1 if it is neither. */
    private long number(int from, int length) {
        if ((block[from] & 0x80) != 0) {
            long value = block[from] & 0x3f;
            boolean negative = (block[from] & 0x40) != 0;
            for (int i = from + 1; i < from + length; i++) {
                if (value >> 54 != 0) {
                    return -1;
                }
                value = value << 8 | block[i] & 0xff;
            }
            return negative ? -1 : value;
        }
        String digits = text(from, length).strip();
        return digits.isEmpty() ? 0 : digits.matches("[0-7]{1,20}") ? Long.parseLong(digits, 8) : -1;
    }
}
