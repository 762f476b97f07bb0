package dev.slipway.importer.image;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Span;
import java.util.Arrays;

/** The compressed clusters of an image, ascending in the file. */
final class PackedList {
    /** Most compressed clusters of one image: 64 MB of memory, 256 GiB of disk with 64 KiB clusters. */
    private static final int MOST = 4 << 20;

    private final String format;
    private long[] file = new long[64];
    private int[] length = new int[64];
    private int[] unit = new int[64];
    private int size;
    private int longest;

    PackedList(String format) {
        this.format = format;
    }

    /** Adds unit number {@code number} of the disk, packed in {@code bytes} bytes at {@code fileOffset}. */
    void add(long fileOffset, int bytes, int number) throws ImportFailure {
        if (size == MOST) {
            throw new ImportFailure(
                    new ImageProblem.FeatureUnsupported(format, "more than " + MOST + " compressed clusters"));
        }
        if (size == file.length) {
            file = Arrays.copyOf(file, size * 2);
            length = Arrays.copyOf(length, size * 2);
            unit = Arrays.copyOf(unit, size * 2);
        }
        file[size] = fileOffset;
        length[size] = bytes;
        unit[size] = number;
        longest = Math.max(longest, bytes);
        size++;
    }

    /** Brings the units from {@code first} on into order. */
    void seal(int first) {
        for (int i = first + 1; i < size; i++) {
            if (file[i - 1] > file[i]) {
                sort(first);
                return;
            }
        }
    }

    private void sort(int first) {
        int count = size - first;
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(first, i, count);
        }
        for (int end = count - 1; end > 0; end--) {
            swap(first, first + end);
            sink(first, 0, end);
        }
    }

    private void sink(int first, int start, int end) {
        int parent = start;
        while (2 * parent + 1 < end) {
            int child = 2 * parent + 1;
            if (child + 1 < end && file[first + child + 1] > file[first + child]) {
                child++;
            }
            if (file[first + parent] >= file[first + child]) {
                return;
            }
            swap(first + parent, first + child);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        long keptFile = file[a];
        file[a] = file[b];
        file[b] = keptFile;
        int keptLength = length[a];
        length[a] = length[b];
        length[b] = keptLength;
        int keptUnit = unit[a];
        unit[a] = unit[b];
        unit[b] = keptUnit;
    }

    /** Returns the number of the first unit that begins at or behind {@code fileOffset}. */
    int firstFrom(long fileOffset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (file[middle] >= fileOffset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns whether a byte of the span may belong to a unit. */
    boolean any(Span span) {
        int first = firstFrom(Math.max(0, span.from() - longest));
        for (int i = first; i < size && file[i] < span.to(); i++) {
            if (file[i] + length[i] > span.from()) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return size;
    }

    long file(int number) {
        return file[number];
    }

    int length(int number) {
        return length[number];
    }

    int unit(int number) {
        return unit[number];
    }
}
