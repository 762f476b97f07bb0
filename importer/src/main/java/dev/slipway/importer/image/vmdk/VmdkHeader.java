package dev.slipway.importer.image.vmdk;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a sparse extent (VMware Virtual Disk Format 1.1, "Hosted Sparse Extents"), checked.
 *
 * @param virtualSize size of the disk
 * @param grainBytes size of a grain, a power of two
 * @param directory where in the file the grain directory lies; -1 if in a footer
 * @param overheadBytes where in the file the grains begin
 * @param compressed whether grains are packed and carry markers
 * @param zeroedGrains whether a table entry 1 means a grain of zeros
 */
record VmdkHeader(
        Bytes virtualSize,
        int grainBytes,
        long directory,
        long overheadBytes,
        boolean compressed,
        boolean zeroedGrains) {
    static final int SECTOR = 512;

    /** Entries of a grain table; the format fixes them. */
    static final int TABLE_ENTRIES = 512;

    private static final int MAGIC = 0x564d444b; // KDMV
    private static final int LENGTH = 512;
    private static final int ZEROED_GRAINS = 1 << 2;
    private static final int COMPRESSED = 1 << 16;
    private static final int MARKERS = 1 << 17;
    private static final long MOST_SECTORS = Long.MAX_VALUE / SECTOR / 4;
    private static final int MOST_DESCRIPTOR_SECTORS = 2048;

    /** Returns the number of grains of the disk. */
    long grains() {
        return (virtualSize.count() + grainBytes - 1) / grainBytes;
    }

    /** Returns the number of grain tables. */
    int tables() {
        return Math.toIntExact((grains() + TABLE_ENTRIES - 1) / TABLE_ENTRIES);
    }

    /** Reads the header and the descriptor from the first bytes of the image. */
    static VmdkHeader parse(ByteBuffer bytes) throws ImportFailure {
        if (bytes.limit() < LENGTH) {
            throw new ImportFailure(
                    new ImageProblem.ImageTruncated("the VMDK header", new Bytes(bytes.limit()), new Bytes(LENGTH)));
        }
        ByteBuffer head = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (head.getInt(0) != MAGIC) {
            throw new ImportFailure(
                    new ImageProblem.FeatureUnsupported("VMDK", "the old layout of ESX redo logs (COWD)"));
        }
        int version = head.getInt(4);
        if (version < 1 || version > 3) {
            throw new ImportFailure(
                    new ImageProblem.FeatureUnsupported("VMDK", "format version " + Integer.toUnsignedString(version)));
        }
        int flags = head.getInt(8);
        boolean compressed = (flags & COMPRESSED) != 0;
        if (compressed != ((flags & MARKERS) != 0) || (head.getShort(77) != (compressed ? 1 : 0))) {
            throw new ImportFailure(new ImageProblem.FeatureUnsupported(
                    "VMDK",
                    "the combination of flags 0x" + Integer.toHexString(flags) + " and compression "
                            + head.getShort(77)));
        }
        long capacity = sectors(head.getLong(12), "capacity");
        long grain = sectors(head.getLong(20), "grain size");
        if (grain < 8 || grain > 4096 || Long.bitCount(grain) != 1) {
            throw corrupt("its grains have " + grain + " sectors, not 8 to 4096");
        }
        if (head.getInt(44) != TABLE_ENTRIES) {
            throw corrupt("its grain tables have " + Integer.toUnsignedString(head.getInt(44)) + " entries, not "
                    + TABLE_ENTRIES);
        }
        long directory = head.getLong(56) == -1 ? -1 : sectors(head.getLong(56), "grain directory") * SECTOR;
        checkDescriptor(head);
        VmdkHeader header = new VmdkHeader(
                new Bytes(capacity * SECTOR),
                (int) grain * SECTOR,
                directory,
                sectors(head.getLong(64), "overhead") * SECTOR,
                compressed,
                (flags & ZEROED_GRAINS) != 0);
        if (header.grains() > Integer.MAX_VALUE || (directory < 0 && !compressed)) {
            throw corrupt("its capacity of " + capacity + " sectors does not fit its tables");
        }
        return header;
    }

    private static void checkDescriptor(ByteBuffer head) throws ImportFailure {
        long offset = sectors(head.getLong(28), "descriptor offset") * SECTOR;
        long count = sectors(head.getLong(36), "descriptor size");
        if (offset == 0 || count == 0) {
            throw new ImportFailure(
                    new ImageProblem.ExternalDataRefused("VMDK", "that describes the parts of this disk"));
        }
        if (count > MOST_DESCRIPTOR_SECTORS || offset > head.limit() - count * SECTOR) {
            throw new ImportFailure(new ImageProblem.ImageTruncated(
                    "the descriptor",
                    new Bytes(head.limit()),
                    new Bytes(Math.min(MOST_SECTORS, offset + count * SECTOR))));
        }
        byte[] text = new byte[(int) count * SECTOR];
        head.get((int) offset, text);
        VmdkDescriptor.check(text);
    }

    private static long sectors(long count, String what) throws ImportFailure {
        if (count < 0 || count > MOST_SECTORS) {
            throw corrupt("its " + what + " is " + Long.toUnsignedString(count) + " sectors");
        }
        return count;
    }

    static ImportFailure corrupt(String detail) {
        return new ImportFailure(new ImageProblem.ImageCorrupt("VMDK", detail));
    }
}
