package dev.slipway.launcher.viewers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Carries bytes from one blocking channel to another through one buffer: the slower side sets the pace. */
final class Pump {
    private Pump() {}

    /** Returns when {@code from} has ended. */
    static void run(ReadableByteChannel from, WritableByteChannel to, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (from.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
            buffer.clear();
        }
    }
}
