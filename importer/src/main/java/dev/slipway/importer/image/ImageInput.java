package dev.slipway.importer.image;

import dev.slipway.importer.problem.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of an image before its stream begins.
 *
 * @param head its first bytes, up to one segment; all if the image is shorter
 * @param length bytes of the image file, if known
 * @param random access to any place of the file, if the source allows it; its length is known then
 * @param volume the size of the disk to fill
 */
public record ImageInput(ByteBuffer head, OptionalLong length, Optional<RandomAccess> random, Bytes volume) {
    public ImageInput {
        if (random.isPresent() && length.isEmpty()) {
            throw new IllegalArgumentException("a file that can be read anywhere has a known length");
        }
    }

    /** Reads anywhere in the image file. */
    @FunctionalInterface
    public interface RandomAccess {
        /** Fills {@code into} with the bytes from {@code offset} on. */
        void read(long offset, ByteBuffer into) throws IOException;
    }

    /** Returns whether the bytes {@code [offset, offset + count)} are among the first ones, which are here. */
    public boolean inHead(long offset, long count) {
        return offset >= 0 && count >= 0 && offset <= head.limit() - count;
    }

    /** Returns whether the bytes can be had before the stream reaches them. */
    public boolean canRead(long offset, long count) {
        return inHead(offset, count) || random.isPresent();
    }

    /** Returns the bytes {@code [offset, offset + count)}; only if {@link #canRead}. */
    public ByteBuffer read(long offset, int count) throws IOException {
        if (inHead(offset, count)) {
            return head.slice((int) offset, count);
        }
        ByteBuffer bytes = ByteBuffer.allocate(count);
        random.orElseThrow(() -> new IllegalStateException("no random access")).read(offset, bytes);
        return bytes.flip();
    }
}
