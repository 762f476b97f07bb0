package dev.slipway.launcher.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** Reads UTF-8 lines of bounded length. Not thread-safe: one reader a channel. */
public final class LineReader {
    private static final int BUFFER_BYTES = 8 * 1024;

    private final ReadableByteChannel channel;
    private final int maxBytes;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private ByteArrayOutputStream line = new ByteArrayOutputStream(256);

    /**
     * Reads from {@code channel}.
     *
     * @param maxBytes longest line allowed, without its end
     */
    public LineReader(ReadableByteChannel channel, int maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    /** A line is longer than allowed; what follows on the channel cannot be told apart. */
    public static final class LineTooLongException extends IOException {
        LineTooLongException(int maxBytes) {
            super("a line is longer than " + maxBytes + " bytes");
        }
    }

    /** Returns the next line without its end, or nothing when the channel has ended; a last line without end is dropped. */
    public Optional<String> next() throws IOException {
        while (true) {
            int end = lineFeed();
            int length = (end < 0 ? buffer.limit() : end) - buffer.position();
            if (line.size() + length > maxBytes) {
                throw new LineTooLongException(maxBytes);
            }
            line.write(buffer.array(), buffer.position(), length);
            if (end >= 0) {
                buffer.position(end + 1);
                return Optional.of(take());
            }
            int read = channel.read(buffer.clear());
            buffer.flip();
            if (read < 0) {
                return Optional.empty();
            }
        }
    }

    /** Returns where the next line feed is in the buffer, -1 if there is none. */
    private int lineFeed() {
        for (int at = buffer.position(); at < buffer.limit(); at++) {
            if (buffer.get(at) == '\n') {
                return at;
            }
        }
        return -1;
    }

    private String take() {
        String text = line.toString(UTF_8);
        if (line.size() > BUFFER_BYTES) {
            line = new ByteArrayOutputStream(256); // a rare long line must not hold its memory for ever
        } else {
            line.reset();
        }
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
