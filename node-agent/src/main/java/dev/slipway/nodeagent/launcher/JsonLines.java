package dev.slipway.nodeagent.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of at most 4 MiB from a channel. */
final class JsonLines {
    /** Longest line of the control protocol, {@code docs/contracts.md} §2. */
    static final int LONGEST = 4 << 20;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10).flip();

    JsonLines(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Returns the next line without its end, or null after the last.
     *
     * @throws IOException if a line is longer than allowed, or the channel fails
     */
    @Nullable
    String next() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            while (buffer.hasRemaining()) {
                byte b = buffer.get();
                if (b == '\n') {
                    return line.toString(StandardCharsets.UTF_8);
                }
                if (line.size() >= LONGEST) {
                    throw new IOException("a launcher sent a line of more than " + LONGEST + " bytes");
                }
                line.write(b);
            }
            buffer.clear();
            int count = channel.read(buffer);
            buffer.flip();
            if (count < 0) {
                return null;
            }
        }
    }
}
