package dev.slipway.machine.cloudinit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A CD-ROM image after ECMA-119 (ISO 9660), with Rock Ridge names for Linux and Joliet names for Windows.
 *
 * <p>The same files always give the same bytes: nothing in it depends on clock, machine or order.
 */
public final class Iso9660Image {
    /** Bytes of a logical block. */
    static final int SECTOR = 2048;

    /** The first 16 sectors belong to the system that boots, not to the file system. */
    private static final int FIRST_DESCRIPTOR = 16;

    private static final int LABEL_CHARACTERS = 32;

    /** Who looks for a label (busybox's findfs, for one) reads the first 68 KiB, and gives up on a shorter disk. */
    private static final int FEWEST_SECTORS = 64;

    private final String label;
    private final IsoTree tree;
    private final IsoLayout layout;
    private final int sectors;
    private final ByteBuffer out;

    private Iso9660Image(String label, IsoTree tree) {
        this.label = label;
        this.tree = tree;
        this.layout = IsoLayout.of(tree, FIRST_DESCRIPTOR + 3);
        this.sectors = Math.max(layout.sectors(), FEWEST_SECTORS);
        this.out = ByteBuffer.allocate(sectors * SECTOR);
    }

    /** Returns whether an image can be labelled so. */
    public static boolean isLabel(String label) {
        return !label.isEmpty()
                && label.length() <= LABEL_CHARACTERS
                && StandardCharsets.US_ASCII.newEncoder().canEncode(label);
    }

    /**
     * Writes an image.
     *
     * @param label volume label, 1 to 32 characters of ASCII (Joliet keeps the first 16)
     * @param files path with {@code /} between names to content; a path has at most 7 directories above its name
     */
    public static byte[] of(String label, SortedMap<String, byte[]> files) {
        if (!isLabel(label)) {
            throw new IllegalArgumentException("a volume label has 1 to 32 characters of ASCII, not \"" + label + "\"");
        }
        return new Iso9660Image(label, IsoTree.of(files)).write();
    }

    private byte[] write() {
        descriptor(FIRST_DESCRIPTOR, IsoNaming.ROCK_RIDGE);
        descriptor(FIRST_DESCRIPTOR + 1, IsoNaming.JOLIET);
        out.position((FIRST_DESCRIPTOR + 2) * SECTOR)
                .put((byte) 255)
                .put(ascii("CD001"))
                .put((byte) 1);
        for (IsoNaming naming : IsoNaming.values()) {
            pathTables(naming);
            for (IsoTree.Directory directory : tree.directories()) {
                directory(directory, naming);
            }
        }
        layout.continuation().writeTo(out);
        for (Map.Entry<IsoTree.File, Integer> file : layout.files().entrySet()) {
            out.position(file.getValue() * SECTOR).put(file.getKey().content());
        }
        return out.array();
    }

    /** ECMA-119 §8.4 and §8.5; Joliet's differs by its escape sequence and its UCS-2 texts. */
    private void descriptor(int sector, IsoNaming naming) {
        int start = sector * SECTOR;
        boolean joliet = naming == IsoNaming.JOLIET;
        out.position(start).put((byte) (joliet ? 2 : 1)).put(ascii("CD001")).put((byte) 1);
        text(start + 8, 32, "", naming);
        text(start + 40, 32, label, naming);
        both32(start + 80, sectors);
        if (joliet) {
            // UCS-2 level 3, Joliet specification "SVD Escape Sequences"
            out.position(start + 88).put(ascii("%/E"));
        }
        both16(start + 120, 1);
        both16(start + 124, 1);
        both16(start + 128, SECTOR);
        IsoLayout.PathTable table = layout.pathTable(naming);
        both32(start + 132, table.bytes());
        out.putInt(start + 140, Integer.reverseBytes(table.littleEndianSector()));
        out.putInt(start + 148, table.bigEndianSector());
        out.position(start + 156).put(root(naming));
        for (int[] field :
                new int[][] {{190, 128}, {318, 128}, {446, 128}, {574, 128}, {702, 37}, {739, 37}, {776, 37}}) {
            text(start + field[0], field[1], "", naming);
        }
        for (int date : new int[] {813, 830}) {
            out.position(start + date).put(ascii("2000010100000000"));
        }
        for (int date : new int[] {847, 864}) {
            out.position(start + date).put(ascii("0000000000000000"));
        }
        out.put(start + 881, (byte) 1);
    }

    private byte[] root(IsoNaming naming) {
        return IsoRecord.plain(
                new byte[] {0}, layout.sector(tree.root(), naming), layout.bytes(tree.root(), naming), true);
    }

    private void pathTables(IsoNaming naming) {
        IsoLayout.PathTable table = layout.pathTable(naming);
        List<IsoTree.Directory> directories = tree.directories();
        int little = table.littleEndianSector() * SECTOR;
        int big = table.bigEndianSector() * SECTOR;
        for (IsoTree.Directory directory : directories) {
            byte[] name = directory == tree.root() ? new byte[] {0} : naming.name(directory);
            int sector = layout.sector(directory, naming);
            int parent = directories.indexOf(directory.parent()) + 1;
            little = pathRecord(little, name, Integer.reverseBytes(sector), Short.reverseBytes((short) parent));
            big = pathRecord(big, name, sector, (short) parent);
        }
    }

    private int pathRecord(int at, byte[] name, int sector, short parent) {
        out.position(at)
                .put((byte) name.length)
                .put((byte) 0)
                .putInt(sector)
                .putShort(parent)
                .put(name);
        return at + 8 + name.length + name.length % 2;
    }

    private void directory(IsoTree.Directory directory, IsoNaming naming) {
        int at = layout.sector(directory, naming) * SECTOR;
        for (byte[] entry : layout.records(directory, naming)) {
            if (at % SECTOR + entry.length > SECTOR) {
                at += SECTOR - at % SECTOR;
            }
            out.position(at).put(entry);
            at += entry.length;
        }
    }

    private void text(int at, int length, String value, IsoNaming naming) {
        out.position(at).put(naming.padded(value, length));
    }

    private void both16(int at, int value) {
        out.putShort(at, Short.reverseBytes((short) value)).putShort(at + 2, (short) value);
    }

    private void both32(int at, int value) {
        out.putInt(at, Integer.reverseBytes(value)).putInt(at + 4, value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
