package dev.slipway.machine.cloudinit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A directory record (ECMA-119 §9.1) and the Rock Ridge entries at its end (IEEE P1282). */
final class IsoRecord {
    /** 2000-01-01 00:00:00 UTC: years since 1900, month, day, hour, minute, second, quarters of an hour from UTC. */
    private static final byte[] DATE = {100, 1, 1, 0, 0, 0, 0};

    private static final int LONGEST = 255;
    private static final int CONTINUATION_ENTRY = 28;
    private static final int DIRECTORY_MODE = 0040555;
    private static final int FILE_MODE = 0100444;

    private IsoRecord() {}

    static byte[] plain(byte[] name, int sector, int bytes, boolean directory) {
        return record(name, sector, bytes, directory, new byte[0]);
    }

    /** Returns the record of a named file or directory; a name too long for it goes to the continuation area. */
    static byte[] named(byte[] name, String trueName, int sector, int bytes, boolean directory, IsoContinuation rest) {
        byte[] attributes = attributes(directory);
        byte[] entry = trueName(trueName);
        int header = headerLength(name);
        byte[] use = header + attributes.length + entry.length <= LONGEST - 1
                ? join(attributes, entry)
                : join(attributes, continued(rest.place(entry), entry.length));
        return record(name, sector, bytes, directory, use);
    }

    /** Returns the record of the root in itself, which says that Rock Ridge is used. */
    static byte[] rootItself(int sector, int bytes, IsoContinuation rest) {
        byte[] used = {'S', 'P', 7, 1, (byte) 0xBE, (byte) 0xEF, 0};
        byte[] extension = extensionReference();
        byte[] use = join(join(used, attributes(true)), continued(rest.place(extension), extension.length));
        return record(new byte[] {0}, sector, bytes, true, use);
    }

    /** Returns the record of a directory in itself (0) or of its parent (1). */
    static byte[] dots(int which, int sector, int bytes, boolean rockRidge) {
        return record(new byte[] {(byte) which}, sector, bytes, true, rockRidge ? attributes(true) : new byte[0]);
    }

    private static byte[] record(byte[] name, int sector, int bytes, boolean directory, byte[] systemUse) {
        int header = headerLength(name);
        int length = header + systemUse.length + systemUse.length % 2;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put((byte) length).put((byte) 0);
        out.putInt(Integer.reverseBytes(sector)).putInt(sector);
        out.putInt(Integer.reverseBytes(bytes)).putInt(bytes);
        out.put(DATE).put((byte) (directory ? 2 : 0)).put((byte) 0).put((byte) 0);
        out.putShort(Short.reverseBytes((short) 1)).putShort((short) 1);
        out.put((byte) name.length).put(name);
        out.position(header).put(systemUse);
        return out.array();
    }

    private static int headerLength(byte[] name) {
        return 33 + name.length + (name.length % 2 == 0 ? 1 : 0);
    }

    private static byte[] attributes(boolean directory) {
        ByteBuffer out = ByteBuffer.allocate(36);
        out.put(new byte[] {'P', 'X', 36, 1});
        for (int value : new int[] {directory ? DIRECTORY_MODE : FILE_MODE, directory ? 2 : 1, 0, 0}) {
            out.putInt(Integer.reverseBytes(value)).putInt(value);
        }
        return out.array();
    }

    private static byte[] trueName(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return join(new byte[] {'N', 'M', (byte) (5 + text.length), 1, 0}, text);
    }

    private static byte[] extensionReference() {
        byte[] id = "RRIP_1991A".getBytes(StandardCharsets.US_ASCII);
        byte[] description = "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] head = {
            'E', 'R', (byte) (8 + id.length + description.length), 1, (byte) id.length, (byte) description.length, 0, 1
        };
        return join(join(head, id), description);
    }

    private static byte[] continued(IsoContinuation.Place place, int length) {
        ByteBuffer out = ByteBuffer.allocate(CONTINUATION_ENTRY);
        out.put(new byte[] {'C', 'E', CONTINUATION_ENTRY, 1});
        for (int value : new int[] {place.sector(), place.offset(), length}) {
            out.putInt(Integer.reverseBytes(value)).putInt(value);
        }
        return out.array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
