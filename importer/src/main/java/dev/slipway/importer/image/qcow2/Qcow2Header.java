package dev.slipway.importer.image.qcow2;

import dev.slipway.importer.image.UnitCodec;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The header of a qcow2 image (QEMU docs/interop/qcow2.txt), checked.
 *
 * @param clusterBits cluster size as a power of two, 9 to 21
 * @param virtualSize size of the disk
 * @param l1Offset where in the file the active L1 table lies
 * @param l1Entries number of entries of the L1 table that the disk needs
 * @param extendedL2 whether L2 entries have 16 bytes and 32 subclusters each
 * @param codec how compressed clusters are packed
 */
record Qcow2Header(
        int clusterBits, Bytes virtualSize, long l1Offset, int l1Entries, boolean extendedL2, UnitCodec codec) {
    static final int MAGIC = 0x514649fb;

    /** As QEMU's QCOW_MAX_L1_SIZE: 32 MiB. */
    private static final int MOST_L1_BYTES = 32 << 20;

    private static final int SHORTEST = 72;
    private static final int SHORTEST_V3 = 104;
    private static final long DIRTY = 1;
    private static final long CORRUPT = 1 << 1;
    private static final long EXTERNAL_DATA = 1 << 2;
    private static final long COMPRESSION_TYPE = 1 << 3;
    private static final long EXTENDED_L2 = 1 << 4;

    int clusterBytes() {
        return 1 << clusterBits;
    }

    int entryBytes() {
        return extendedL2 ? 16 : 8;
    }

    /** Returns the number of entries of an L2 table, which fills one cluster. */
    int entriesPerTable() {
        return clusterBytes() / entryBytes();
    }

    /** Reads the header from the first bytes of the image, the magic among them. */
    static Qcow2Header parse(ByteBuffer head) throws ImportFailure {
        need(head, SHORTEST);
        int version = head.getInt(4);
        if (version != 2 && version != 3) {
            throw new ImportFailure(new ImageProblem.FeatureUnsupported(
                    "qcow2", "format version " + Integer.toUnsignedString(version)));
        }
        refuseBackingFile(head);
        int clusterBits = head.getInt(20);
        if (clusterBits < 9 || clusterBits > 21) {
            throw corrupt("its cluster size is 2^" + Integer.toUnsignedString(clusterBits)
                    + " bytes, not 512 bytes to 2 MiB");
        }
        if (head.getInt(32) != 0) {
            throw new ImportFailure(new ImageProblem.EncryptionRefused("qcow2"));
        }
        long features = version == 3 ? features(head) : 0;
        UnitCodec codec = version == 3 ? codec(head, features) : UnitCodec.DEFLATE;
        boolean extended = (features & EXTENDED_L2) != 0;
        if (extended && clusterBits < 14) {
            throw corrupt("it has subclusters in clusters of only " + (1 << clusterBits) + " bytes");
        }
        return withTable(head, clusterBits, extended, codec);
    }

    private static void refuseBackingFile(ByteBuffer head) throws ImportFailure {
        long offset = head.getLong(8);
        if (offset == 0) {
            return;
        }
        int size = head.getInt(16);
        if (size < 0 || size > 1023 || offset < 0 || offset > head.limit() - size) {
            throw new ImportFailure(new ImageProblem.BackingFileRefused("qcow2", "(name unreadable)"));
        }
        byte[] name = new byte[size];
        head.get((int) offset, name);
        throw new ImportFailure(new ImageProblem.BackingFileRefused("qcow2", new String(name, StandardCharsets.UTF_8)));
    }

    private static long features(ByteBuffer head) throws ImportFailure {
        need(head, SHORTEST_V3);
        long features = head.getLong(72);
        if ((features & EXTERNAL_DATA) != 0) {
            throw new ImportFailure(new ImageProblem.ExternalDataRefused("qcow2", externalName(head)));
        }
        if ((features & CORRUPT) != 0) {
            throw corrupt("QEMU has marked it as corrupt");
        }
        long unknown = features & ~(DIRTY | CORRUPT | EXTERNAL_DATA | COMPRESSION_TYPE | EXTENDED_L2);
        if (unknown != 0) {
            throw new ImportFailure(new ImageProblem.FeatureUnsupported(
                    "qcow2", "incompatible feature bits 0x" + Long.toHexString(unknown)));
        }
        return features;
    }

    /** Returns the name in the header extension 0x44415441, if it can be read. */
    private static String externalName(ByteBuffer head) {
        long at = Integer.toUnsignedLong(head.getInt(100));
        for (int i = 0; i < 32 && at >= SHORTEST && at + 8 <= head.limit(); i++) {
            int type = head.getInt((int) at);
            long length = Integer.toUnsignedLong(head.getInt((int) at + 4));
            if (type == 0 || length > 4096 || at + 8 + length > head.limit()) {
                break;
            }
            if (type == 0x44415441) {
                byte[] name = new byte[(int) length];
                head.get((int) at + 8, name);
                return new String(name, StandardCharsets.UTF_8);
            }
            at += 8 + (length + 7) / 8 * 8;
        }
        return "(name unreadable)";
    }

    private static UnitCodec codec(ByteBuffer head, long features) throws ImportFailure {
        int headerLength = head.getInt(100);
        if (headerLength < SHORTEST_V3) {
            throw corrupt("its header says it has only " + Integer.toUnsignedString(headerLength) + " bytes");
        }
        int type = 0;
        if (headerLength > SHORTEST_V3) {
            need(head, SHORTEST_V3 + 1);
            type = head.get(SHORTEST_V3) & 0xff;
        }
        boolean flagged = (features & COMPRESSION_TYPE) != 0;
        if (flagged == (type == 0)) {
            throw corrupt("its compression type " + type + " contradicts its feature bits");
        }
        return switch (type) {
            case 0 -> UnitCodec.DEFLATE;
            case 1 -> UnitCodec.ZSTD;
            default ->
                throw new ImportFailure(new ImageProblem.FeatureUnsupported("qcow2", "compression type " + type));
        };
    }

    private static Qcow2Header withTable(ByteBuffer head, int clusterBits, boolean extended, UnitCodec codec)
            throws ImportFailure {
        long size = head.getLong(24);
        long entries = Integer.toUnsignedLong(head.getInt(36));
        long offset = head.getLong(40);
        int perEntryBits = clusterBits + clusterBits - (extended ? 4 : 3);
        if (size < 0) {
            throw corrupt("its virtual size is " + Long.toUnsignedString(size) + " bytes");
        }
        long needed = size == 0 ? 0 : ((size - 1) >>> perEntryBits) + 1;
        if (entries > MOST_L1_BYTES / 8) {
            throw corrupt("its L1 table has " + entries + " entries, more than " + MOST_L1_BYTES / 8);
        }
        if (needed > entries) {
            throw corrupt("its L1 table has " + entries + " entries, but a disk of " + size + " bytes needs " + needed);
        }
        if (needed > 0 && (offset <= 0 || (offset & ((1L << clusterBits) - 1)) != 0 || offset > Long.MAX_VALUE / 2)) {
            throw corrupt(
                    "its L1 table lies at file offset " + Long.toUnsignedString(offset) + ", which is not a cluster");
        }
        return new Qcow2Header(clusterBits, new Bytes(size), offset, (int) needed, extended, codec);
    }

    private static void need(ByteBuffer head, int count) throws ImportFailure {
        if (head.limit() < count) {
            throw new ImportFailure(
                    new ImageProblem.ImageTruncated("the qcow2 header", new Bytes(head.limit()), new Bytes(count)));
        }
    }

    static ImportFailure corrupt(String detail) {
        return new ImportFailure(new ImageProblem.ImageCorrupt("qcow2", detail));
    }
}
