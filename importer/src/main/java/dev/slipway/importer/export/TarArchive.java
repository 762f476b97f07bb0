package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A directory as a tar archive (POSIX.1-2001, pax): directories and regular files. Symbolic links are stored as such. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final long LARGEST = 0_77777777777L;

    private final Path root;
    private final OutputStream out;

    private TarArchive(Path root, OutputStream out) {
        this.root = root;
        this.out = out;
    }

    /** Writes the archive and its end. */
    static void write(Path root, OutputStream out) throws IOException {
        // Where there are no mount namespaces, the place of a claim is a link.
        TarArchive archive = new TarArchive(root.toRealPath(), out);
        for (Path file : VolumeFiles.below(archive.root)) {
            archive.entry(file);
        }
        out.write(new byte[2 * BLOCK]);
    }

    private void entry(Path file) throws IOException {
        String name = "./" + root.relativize(file);
        long modified = Files.getLastModifiedTime(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                .to(TimeUnit.SECONDS);
        if (Files.isSymbolicLink(file)) {
            header(name, '2', 0, modified, Files.readSymbolicLink(file).toString());
        } else if (Files.isDirectory(file)) {
            header(name + "/", '5', 0, modified, "");
        } else if (Files.isRegularFile(file)) {
            content(file, name, modified);
        }
    }

    private void content(Path file, String name, long modified) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            header(name, '0', size, modified, "");
            byte[] buffer = new byte[1 << 16];
            for (long left = size; left > 0; ) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new IOException(file + " became shorter while it was read");
                }
                out.write(buffer, 0, count);
                left -= count;
            }
            out.write(new byte[padding(size)]);
        }
    }

    private void header(String name, char type, long size, long modified, String link) throws IOException {
        if (name.getBytes(UTF_8).length > NAME || link.getBytes(UTF_8).length > NAME || size > LARGEST) {
            byte[] more = (record("path", name) + record("linkpath", link) + record("size", Long.toString(size)))
                    .getBytes(UTF_8);
            block("pax", 'x', more.length, modified, "");
            out.write(more);
            out.write(new byte[padding(more.length)]);
        }
        block(name, type, Math.min(size, LARGEST), modified, link);
    }

    /** A record says how long it is itself. */
    private static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(UTF_8).length;
        int length = rest + 1;
        while (length != rest + Integer.toString(length).length()) {
            length = rest + Integer.toString(length).length();
        }
        return value.isEmpty() ? "" : length + " " + key + "=" + value + "\n";
    }

    private void block(String name, char type, long size, long modified, String link) throws IOException {
        byte[] block = new byte[BLOCK];
        put(block, 0, NAME, name);
        put(block, 100, 8, type == '5' ? "0000755" : "0000644");
        put(block, 108, 8, "0000000");
        put(block, 116, 8, "0000000");
        put(block, 124, 12, String.format("%011o", size));
        put(block, 136, 12, String.format("%011o", Math.max(0, modified)));
        Arrays.fill(block, 148, 156, (byte) ' ');
        block[156] = (byte) type;
        put(block, 157, NAME, link);
        put(block, 257, 6, "ustar");
        put(block, 263, 2, "00");
        int sum = 0;
        for (byte one : block) {
            sum += one & 0xff;
        }
        put(block, 148, 7, String.format("%06o", sum));
        out.write(block);
    }

    private static void put(byte[] block, int at, int most, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, most));
        if (at == 148) {
            block[at + 6] = 0;
        }
    }

    private static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }
}
