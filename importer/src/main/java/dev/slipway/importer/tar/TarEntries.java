package dev.slipway.importer.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entries of a tar archive, one after the other: ustar, pax and GNU, all of foreign making. */
public final class TarEntries {
    /** Longest extended header that is read. */
    private static final int LONGEST_HEADER = 1 << 20;

    /** Most extended headers before one entry; writers make one of each kind at most. */
    private static final int MOST_HEADERS = 8;

    private static final String PATH = "path";
    private static final String SIZE = "size";

    /** What is read of extended headers; the rest may have any number of names. */
    private static final Set<String> KNOWN = Set.of(PATH, SIZE);

    private final InputStream in;
    private final byte[] over = new byte[64 << 10];
    private long left;
    private long padding;

    /** Reads an archive; the stream stays its owner's. */
    public TarEntries(InputStream in) {
        this.in = in;
    }

    /** Goes to the next entry, over what was not read of the one before; empty at the end of the archive. */
    public Optional<TarEntry> next() throws IOException {
        Map<String, String> extended = new HashMap<>();
        for (int headers = 0; headers <= MOST_HEADERS; headers++) {
            skip(left + padding);
            left = 0;
            padding = 0;
            Optional<TarHeader> found = header();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            TarHeader header = found.get();
            switch (header.type()) {
                case 'x' -> extended.putAll(records(content(header)));
                case 'L' -> extended.put(PATH, name(content(header)));
                // Global ones, and where links lead, which nobody asks.
                case 'g', 'K' -> content(header);
                default -> {
                    return Optional.of(entry(header, extended));
                }
            }
        }
        throw corrupt("an entry has more than " + MOST_HEADERS + " extended headers");
    }

    /** Reads content of the entry; returns -1 at its end. */
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int count = in.read(into, from, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the archive ends inside a file");
        }
        left -= count;
        return count;
    }

    private TarEntry entry(TarHeader header, Map<String, String> extended) throws IOException {
        TarEntry.Kind kind = kind(header.type());
        long size = extended.containsKey(SIZE) ? number(extended.get(SIZE)) : header.size();
        if (size < 0) {
            throw corrupt("an entry says no size");
        }
        // Links may name the size of what they lead to, without its content.
        boolean hasContent = kind == TarEntry.Kind.FILE || kind == TarEntry.Kind.OTHER;
        left = hasContent ? size : 0;
        padding = padded(left);
        return new TarEntry(extended.getOrDefault(PATH, header.name()), kind, left);
    }

    private static TarEntry.Kind kind(char type) {
        return switch (type) {
            case '0', '\0', '7' -> TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
            case '5' -> TarEntry.Kind.DIRECTORY;
            default -> TarEntry.Kind.OTHER;
        };
    }

    private Optional<TarHeader> header() throws IOException {
        byte[] block = new byte[TarHeader.BLOCK];
        int count = in.readNBytes(block, 0, block.length);
        if (count == 0) {
            // Two empty blocks should be here, which some writers leave out.
            return Optional.empty();
        }
        if (count < block.length) {
            throw new EOFException("the archive ends inside a header");
        }
        TarHeader header = new TarHeader(block);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        if (!header.isSound()) {
            throw corrupt("a header does not add up to its checksum");
        }
        return Optional.of(header);
    }

    private byte[] content(TarHeader header) throws IOException {
        long size = header.size();
        if (size < 0 || size > LONGEST_HEADER) {
            throw corrupt("an extended header has " + size + " bytes");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new EOFException("the archive ends inside a header");
        }
        skip(padded(size));
        return content;
    }

    /** Reads records of the form {@code length key=value\n}, whose length counts all of the record. */
    private static Map<String, String> records(byte[] content) throws IOException {
        Map<String, String> records = new HashMap<>();
        for (int at = 0; at < content.length; ) {
            int blank = at;
            while (blank < content.length && content[blank] != ' ') {
                blank++;
            }
            long length = number(new String(content, at, blank - at, UTF_8));
            if (length <= blank - at || length > content.length - at) {
                throw corrupt("an extended header has a record of a wrong length");
            }
            String record = new String(content, blank + 1, (int) (at + length) - blank - 1, UTF_8).stripTrailing();
            int equals = record.indexOf('=');
            String key = record.substring(0, Math.max(0, equals));
            if (KNOWN.contains(key)) {
                records.put(key, record.substring(equals + 1));
            }
            at += (int) length;
        }
        return records;
    }

    private static String name(byte[] content) {
        String name = new String(content, UTF_8);
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    private static long number(String digits) throws IOException {
        if (!digits.matches("[0-9]{1,18}")) {
            throw corrupt("an extended header has a number that is none");
        }
        return Long.parseLong(digits);
    }

    private static long padded(long size) {
        return (TarHeader.BLOCK - size % TarHeader.BLOCK) % TarHeader.BLOCK;
    }

    private void skip(long count) throws IOException {
        for (long rest = count; rest > 0; ) {
            int read = in.read(over, 0, (int) Math.min(over.length, rest));
            if (read < 0) {
                throw new EOFException("the archive ends inside a file");
            }
            rest -= read;
        }
    }

    private static ImportFailure corrupt(String detail) {
        return new ImportFailure(new ImportProblem.ArchiveCorrupt(detail));
    }
}
