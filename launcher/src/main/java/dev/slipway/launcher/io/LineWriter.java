package dev.slipway.launcher.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes whole UTF-8 lines; lines of several threads do not mix. */
public final class LineWriter {
    private final WritableByteChannel channel;

    /** Writes to {@code channel}, which must block. */
    public LineWriter(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes {@code text} and a line feed. */
    public synchronized void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
