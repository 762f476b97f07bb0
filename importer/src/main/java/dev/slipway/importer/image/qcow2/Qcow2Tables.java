package dev.slipway.importer.image.qcow2;

import dev.slipway.importer.problem.ImportFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads the L1 and L2 tables of a qcow2 image. */
final class Qcow2Tables {
    private static final long OFFSET = 0x00ff_ffff_ffff_fe00L;
    private static final long COMPRESSED = 1L << 62;
    private static final long ZERO = 1;
    private static final int SUBCLUSTERS = 32;

    private final Qcow2Header header;
    private final Entries map;

    /** Takes what the tables say. */
    interface Entries {
        /** Bytes of the file that belong to the disk as they are. */
        void addExtent(long fileOffset, long diskOffset, long count) throws IOException;

        /** A compressed cluster of the disk. */
        void addPacked(long fileOffset, int bytes, long cluster) throws IOException;
    }

    Qcow2Tables(Qcow2Header header, Entries map) {
        this.header = header;
        this.map = map;
    }

    /** Returns the file offsets of the L2 tables, 0 where a table is absent and its part of the disk reads as zeros. */
    long[] readL1(ByteBuffer l1) throws ImportFailure {
        long[] tables = new long[header.l1Entries()];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = l1.getLong(i * 8) & OFFSET;
            if (tables[i] % header.clusterBytes() != 0) {
                throw Qcow2Header.corrupt("entry " + i + " of its L1 table does not point to a cluster");
            }
        }
        long[] sorted = tables.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] != 0 && sorted[i] == sorted[i - 1]) {
                throw Qcow2Header.corrupt("its L1 table names the L2 table at file offset " + sorted[i] + " twice");
            }
        }
        return tables;
    }

    /** Adds what the L2 table number {@code index} says to the map. */
    void readL2(ByteBuffer table, int index) throws IOException {
        long first = (long) index * header.entriesPerTable();
        long clusters = (header.virtualSize().count() - 1) / header.clusterBytes() + 1;
        int count = (int) Math.min(header.entriesPerTable(), clusters - first);
        for (int i = 0; i < count; i++) {
            long entry = table.getLong(i * header.entryBytes());
            if (header.extendedL2()) {
                extended(entry, table.getLong(i * 16 + 8), first + i);
            } else {
                plain(entry, first + i);
            }
        }
    }

    private void plain(long entry, long cluster) throws IOException {
        if ((entry & COMPRESSED) != 0) {
            compressed(entry, cluster);
        } else if ((entry & ZERO) == 0 && (entry & OFFSET) != 0) {
            map.addExtent(offset(entry, cluster), cluster * header.clusterBytes(), header.clusterBytes());
        }
    }

    private void extended(long entry, long bitmap, long cluster) throws IOException {
        if ((entry & COMPRESSED) != 0) {
            compressed(entry, cluster);
            return;
        }
        int allocated = (int) bitmap;
        int zero = (int) (bitmap >>> 32);
        if ((allocated & zero) != 0) {
            throw Qcow2Header.corrupt("subclusters of disk cluster " + cluster + " are both allocated and zero");
        }
        if (allocated == 0) {
            return;
        }
        long offset = offset(entry, cluster);
        if (offset == 0) {
            throw Qcow2Header.corrupt("subclusters of disk cluster " + cluster + " are allocated nowhere");
        }
        int bytes = header.clusterBytes() / SUBCLUSTERS;
        for (int i = 0; i < SUBCLUSTERS; i++) {
            if ((allocated >>> i & 1) != 0) {
                long inside = (long) i * bytes;
                map.addExtent(offset + inside, cluster * header.clusterBytes() + inside, bytes);
            }
        }
    }

    private long offset(long entry, long cluster) throws IOException {
        long offset = entry & OFFSET;
        if (offset % header.clusterBytes() != 0) {
            throw Qcow2Header.corrupt("the entry of disk cluster " + cluster + " does not point to a cluster");
        }
        return offset;
    }

    private void compressed(long entry, long cluster) throws IOException {
        int sizeShift = 62 - (header.clusterBits() - 8);
        long offset = entry & ((1L << sizeShift) - 1);
        long more = (entry & ~(COMPRESSED | 1L << 63)) >>> sizeShift;
        long end = (offset / 512 + more + 1) * 512;
        if (offset == 0 || offset > OFFSET) {
            throw Qcow2Header.corrupt("the compressed entry of disk cluster " + cluster + " points outside every file");
        }
        map.addPacked(offset, (int) (end - offset), cluster);
    }
}
