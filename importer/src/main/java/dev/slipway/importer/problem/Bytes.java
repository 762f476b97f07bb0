package dev.slipway.importer.problem;

import java.util.Locale;

/** A size in bytes, not negative. */
public record Bytes(long count) implements Comparable<Bytes> {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("a size is not negative: " + count);
        }
    }

    /** Returns the size for people: {@code "1.3 GiB (1342701568 bytes)"}, small ones as {@code "512 bytes"}. */
    @Override
    public String toString() {
        if (count < 1024) {
            return count + " bytes";
        }
        double value = count;
        int unit = -1;
        while (value >= 1024) {
            value /= 1024;
            unit++;
        }
        String number = String.format(Locale.ROOT, "%.1f", value);
        String shown = number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
        return shown + " " + UNITS[unit] + " (" + count + " bytes)";
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }
}
