package dev.slipway.importer.image;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.stream.Span;
import java.util.Arrays;

/**
 * Which stretches of an image file go where on the disk, ascending in the file.
 *
 * <p>Neighbours on both sides are kept as one, so that a usual image has few. After {@link #seal} a list may be read by
 * several threads as long as nothing is added.
 */
final class ExtentList {
    /** Most extents of one image: 96 MB of memory, and 256 GiB of disk if every 64 KiB cluster stands alone. */
    private static final int MOST = 4 << 20;

    private final String format;
    private long[] file = new long[64];
    private long[] disk = new long[64];
    private long[] length = new long[64];
    private int size;
    private int sealed;
    private long total;

    ExtentList(String format) {
        this.format = format;
    }

    /** Adds {@code count} bytes at {@code fileOffset} that belong to {@code diskOffset}. */
    void add(long fileOffset, long diskOffset, long count) throws ImportFailure {
        total += count;
        int last = size - 1;
        if (last >= sealed && file[last] + length[last] == fileOffset && disk[last] + length[last] == diskOffset) {
            length[last] += count;
            return;
        }
        if (size == MOST) {
            throw new ImportFailure(
                    new ImageProblem.FeatureUnsupported(format, "more than " + MOST + " separate pieces of data"));
        }
        if (size == file.length) {
            file = Arrays.copyOf(file, size * 2);
            disk = Arrays.copyOf(disk, size * 2);
            length = Arrays.copyOf(length, size * 2);
        }
        file[size] = fileOffset;
        disk[size] = diskOffset;
        length[size] = count;
        size++;
    }

    /** Brings what was added into order; no two extents may share a byte of the file. */
    void seal() throws ImportFailure {
        if (!ascending()) {
            sort();
        }
        for (int i = 1; i < size; i++) {
            if (file[i - 1] + length[i - 1] > file[i]) {
                throw new ImportFailure(new ImageProblem.ImageCorrupt(
                        format, "two places of the disk claim the same data at file offset " + file[i]));
            }
        }
        sealed = size;
    }

    private boolean ascending() {
        for (int i = 1; i < size; i++) {
            if (file[i - 1] > file[i]) {
                return false;
            }
        }
        return true;
    }

    private void sort() {
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i, size);
        }
        for (int end = size - 1; end > 0; end--) {
            swap(0, end);
            sink(0, end);
        }
    }

    private void sink(int start, int end) {
        int parent = start;
        while (2 * parent + 1 < end) {
            int child = 2 * parent + 1;
            if (child + 1 < end && file[child + 1] > file[child]) {
                child++;
            }
            if (file[parent] >= file[child]) {
                return;
            }
            swap(parent, child);
            parent = child;
        }
    }

    private void swap(int a, int b) {
        swap(file, a, b);
        swap(disk, a, b);
        swap(length, a, b);
    }

    private static void swap(long[] values, int a, int b) {
        long kept = values[a];
        values[a] = values[b];
        values[b] = kept;
    }

    /** Returns the number of the first extent that ends behind {@code fileOffset}; {@link #size()} if there is none. */
    int firstEndingAfter(long fileOffset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (file[middle] + length[middle] > fileOffset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns whether a byte of the span belongs to an extent. */
    boolean any(Span span) {
        int first = firstEndingAfter(span.from());
        return first < size && file[first] < span.to();
    }

    /** Returns whether every byte of the span belongs to an extent. */
    boolean all(Span span) {
        long reached = span.from();
        for (int i = firstEndingAfter(reached); i < size && file[i] <= reached && reached < span.to(); i++) {
            reached = file[i] + length[i];
        }
        return reached >= span.to();
    }

    /** Returns the number of bytes in all extents before {@code fileOffset}. */
    long bytesBefore(long fileOffset) {
        long bytes = 0;
        for (int i = 0; i < size && file[i] < fileOffset; i++) {
            bytes += Math.min(length[i], fileOffset - file[i]);
        }
        return bytes;
    }

    int size() {
        return size;
    }

    long total() {
        return total;
    }

    long file(int number) {
        return file[number];
    }

    long disk(int number) {
        return disk[number];
    }

    long length(int number) {
        return length[number];
    }
}
