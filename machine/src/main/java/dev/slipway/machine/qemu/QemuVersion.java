package dev.slipway.machine.qemu;

import java.util.Comparator;

/** A version of QEMU, e.g. 7.2.22. */
public record QemuVersion(int major, int minor, int micro) implements Comparable<QemuVersion> {
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
