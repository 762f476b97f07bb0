package dev.slipway.importer.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.importer.problem.ArchiveProblem;
import dev.slipway.importer.problem.ImportFailure;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

/**
 * Commons Compress' reader, with bounds that it lacks: it reads extended headers into memory whatever their size, and those
 * of one entry by a call of itself each.
 */
final class BoundedTar extends TarArchiveInputStream {
    /** Longest extended header, bytes, and most that all global ones have together. */
    private static final long LONGEST_HEADER = 1 << 20;

    /** Most blocks before one entry: writers make one extended header of each kind, and one for 21 pieces of a sparse file. */
    private static final int MOST_BLOCKS = 256;

    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int TYPE = 156;

    private int blocks;
    private long global;

    /** Reads an archive; the stream stays its owner's, this one is never closed. */
    BoundedTar(InputStream in) {
        super(in, UTF_8.name());
    }

    /** Goes to the next entry; null at the end. */
    @Nullable
    TarArchiveEntry next() throws IOException {
        blocks = 0;
        return getNextEntry();
    }

    @Override
    @SuppressWarnings("NullAway") // null is how the reader is told of the end, which its types do not say
    protected byte[] readRecord() throws IOException {
        long before = getBytesRead();
        byte[] block = super.readRecord();
        if (block != null) {
            check(block);
        } else if (getBytesRead() > before) {
            throw refused("it ends inside a header");
        }
        return block;
    }

    private void check(byte[] block) throws IOException {
        blocks++;
        if (blocks > MOST_BLOCKS) {
            throw refused("an entry has more than " + MOST_BLOCKS + " headers");
        }
        long size = isExtended((char) block[TYPE]) ? size(block) : 0;
        if (block[TYPE] == 'g') {
            global += Math.max(0, size);
        }
        if (size < 0 || size > LONGEST_HEADER || global > LONGEST_HEADER) {
            throw refused("an extended header has " + size + " bytes");
        }
    }

    private static boolean isExtended(char type) {
        return type == 'x' || type == 'X' || type == 'g' || type == 'L' || type == 'K';
    }

    private static long size(byte[] block) throws IOException {
        try {
            return TarUtils.parseOctalOrBinary(block, SIZE, SIZE_LENGTH);
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(new ArchiveProblem.ArchiveCorrupt("an extended header says no size"), e);
        }
    }

    private static ImportFailure refused(String detail) {
        return new ImportFailure(new ArchiveProblem.ArchiveCorrupt(detail));
    }
}
