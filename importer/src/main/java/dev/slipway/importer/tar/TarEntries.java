package dev.slipway.importer.tar;

import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** The entries of a tar archive, one after the other: ustar, pax and GNU, sparse files too, all of foreign making. */
public final class TarEntries {
    private final BoundedTar tar;
    private long left;

    /** Reads an archive; the stream stays its owner's. */
    public TarEntries(InputStream in) {
        this.tar = new BoundedTar(in);
    }

    /** Returns whether content that begins with {@code head} is an archive: its first block adds up to what it says. */
    public static boolean recognises(ByteBuffer head) {
        byte[] block = new byte[TarConstants.DEFAULT_RCDSIZE];
        if (head.limit() < block.length) {
            return false;
        }
        head.get(0, block);
        return TarUtils.verifyCheckSum(block);
    }

    /** Goes to the next entry, over what was not read of the one before; empty at the end of the archive. */
    public Optional<TarEntry> next() throws IOException {
        try {
            Optional<TarEntry> next = Optional.ofNullable(tar.next()).map(TarEntries::entry);
            left = next.map(TarEntry::content).orElse(0L);
            return next;
        } catch (IOException | IllegalArgumentException e) {
            throw corrupt(e);
        }
    }

    /** Reads content of the entry; returns -1 at its end. */
    public int read(byte[] into, int from, int length) throws IOException {
        if (left <= 0 || length == 0) {
            return left <= 0 ? -1 : 0;
        }
        int count;
        try {
            count = tar.read(into, from, (int) Math.min(length, left));
        } catch (IOException | IllegalArgumentException e) {
            throw corrupt(e);
        }
        if (count <= 0) {
            // At the end of a sparse file the library says 0 for ever.
            throw new ImportFailure(new ArchiveProblem.ArchiveCorrupt("a file has less than its size"));
        }
        left -= count;
        return count;
    }

    private static TarEntry entry(TarArchiveEntry entry) {
        TarEntry.Kind kind = kind(entry);
        boolean link = kind == TarEntry.Kind.SYMBOLIC_LINK || kind == TarEntry.Kind.HARD_LINK;
        return new TarEntry(
                entry.getName(),
                kind,
                entry.isSparse() ? entry.getRealSize() : entry.getSize(),
                link ? entry.getLinkName() : "",
                entry.getMode(),
                entry.getLastModifiedTime().toInstant());
    }

    private static TarEntry.Kind kind(TarArchiveEntry entry) {
        if (entry.isSymbolicLink()) {
            return TarEntry.Kind.SYMBOLIC_LINK;
        }
        if (entry.isLink()) {
            return TarEntry.Kind.HARD_LINK;
        }
        if (entry.isDirectory()) {
            return TarEntry.Kind.DIRECTORY;
        }
        if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
            return TarEntry.Kind.DEVICE;
        }
        boolean plain = entry.getLinkFlag() == '0' || entry.getLinkFlag() == 0 || entry.getLinkFlag() == '7';
        return plain || entry.isSparse() ? TarEntry.Kind.FILE : TarEntry.Kind.OTHER;
    }

    /** What the source says passes; what the reader of archives says is about the archive. */
    private static IOException corrupt(Exception cause) {
        return switch (cause) {
            case ImportFailure failure -> failure;
            case InterruptedIOException interrupted -> interrupted;
            default -> new ImportFailure(new ArchiveProblem.ArchiveCorrupt(String.valueOf(cause.getMessage())), cause);
        };
    }
}
