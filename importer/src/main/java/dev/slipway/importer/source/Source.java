package dev.slipway.importer.source;

import dev.slipway.importer.stream.Feed;
import dev.slipway.importer.stream.Span;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** An open disk image somewhere: its first bytes are here, the others can be fed. */
public interface Source extends AutoCloseable {
    /** Returns what tells this content from another. */
    SourceIdentity identity();

    /** Returns the name of the file, as far as it has one; for judging what the name promises. */
    String fileName();

    /** Returns the number of bytes, if the source says it. */
    OptionalLong length();

    /** Returns whether the end of the bytes is certain: a cut-off source is then noticed by the source itself. */
    boolean endIsCertain();

    /** Returns whether the bytes are a disk as it is: what in it looks like an image or compressed data is its guest's. */
    default boolean isDisk() {
        return false;
    }

    /** Returns the first bytes, at most one segment; fewer only if the source is shorter. Gone once {@link #feed} was called. */
    ByteBuffer head();

    /** Returns whether {@link #read} works, {@link #feed} may begin anywhere, and leaves out what nobody needs. */
    boolean seekable();

    /** Fills {@code into} with the bytes from {@code offset} on; only if {@link #seekable()}. */
    void read(long offset, ByteBuffer into) throws IOException, InterruptedException;

    /**
     * Starts the stream; once per source.
     *
     * @param from first byte; 0 unless {@link #seekable()}
     * @param needed tells which parts are needed; a source that is not seekable delivers all
     */
    Feed feed(long from, Span.Need needed) throws IOException;

    @Override
    void close();
}
