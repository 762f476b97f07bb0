package dev.slipway.standalone.apiserver.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest changes of one resource, oldest first, bounded in number and bytes. Not thread-safe. */
final class History {
    private final int mostChanges;
    private final long mostBytes;
    private @Nullable Change[] ring = new Change[16];
    private int first;
    private int size;
    private long bytes;
    private long forgotten;

    /** @param start revision from which on this history knows every change */
    History(long start, int mostChanges, long mostBytes) {
        this.forgotten = start;
        this.mostChanges = mostChanges;
        this.mostBytes = mostBytes;
    }

    void add(Change change) {
        if (size == ring.length) {
            grow();
        }
        ring[(first + size) & (ring.length - 1)] = change;
        size++;
        bytes += change.object().json().length;
        while (size > mostChanges || (bytes > mostBytes && size > 1)) {
            dropOldest();
        }
    }

    /** Returns the newest revision that is no longer known; one can resume from it and from any later one. */
    long forgotten() {
        return forgotten;
    }

    /** Returns at most {@code most} changes after the revision, oldest first. */
    List<Change> after(long revision, int most) {
        int from = firstAfter(revision);
        int count = Math.min(most, size - from);
        List<Change> changes = new ArrayList<>(Math.max(count, 0));
        for (int i = from; i < from + count; i++) {
            changes.add(at(i));
        }
        return changes;
    }

    private int firstAfter(long revision) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).revision() <= revision) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void dropOldest() {
        Change oldest = at(0);
        ring[first] = null;
        first = (first + 1) & (ring.length - 1);
        size--;
        bytes -= oldest.object().json().length;
        forgotten = oldest.revision();
    }

    private void grow() {
        Change[] larger = new Change[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = at(i);
        }
        ring = larger;
        first = 0;
    }

    private Change at(int index) {
        Change change = ring[(first + index) & (ring.length - 1)];
        if (change == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return change;
    }
}
