package dev.slipway.importer.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connected two-way stream of bytes whose every wait has a deadline. */
interface Transport extends Closeable {
    /** Longest wait for a connection, milliseconds. */
    int CONNECT_MILLIS = 10_000;

    /** Longest wait for the next byte, milliseconds. */
    int IDLE_MILLIS = 30_000;

    /** Reads at least one byte unless {@code into} is full; returns -1 at the end of the stream. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of {@code from}. */
    void write(ByteBuffer from) throws IOException;
}
