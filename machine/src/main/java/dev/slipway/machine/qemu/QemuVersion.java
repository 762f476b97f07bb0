package dev.slipway.machine.qemu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of QEMU, e.g. 7.2.22. */
public record QemuVersion(int major, int minor, int micro) implements Comparable<QemuVersion> {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})(?:\\.(\\d{1,3}))?");

    /** Finds the version in the first line of {@code qemu-system-x86_64 --version}, or in a bare version. */
    public static Optional<QemuVersion> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        int micro = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return Optional.of(
                new QemuVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), micro));
    }

    @Override
    public int compareTo(QemuVersion other) {
        return Comparator.comparingInt(QemuVersion::major)
                .thenComparingInt(QemuVersion::minor)
                .thenComparingInt(QemuVersion::micro)
                .compare(this, other);
    }

    boolean atLeast(int wantedMajor, int wantedMinor) {
        return compareTo(new QemuVersion(wantedMajor, wantedMinor, 0)) >= 0;
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
