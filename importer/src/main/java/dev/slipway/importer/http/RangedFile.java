package dev.slipway.importer.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file or device that is given out over HTTP, whole or one range of it.
 *
 * @param path the file or device
 * @param length its bytes
 * @param tag its ETag, with the quotes
 */
public record RangedFile(Path path, long length, String tag) {
    private static final int CHUNK = 1 << 20;

    /** Answers GET and HEAD. */
    public void answer(HttpExchange exchange) throws IOException {
        new RangedContent(this::send, length, tag).answer(exchange);
    }

    private void send(long from, long to, OutputStream body) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                WritableByteChannel out = Channels.newChannel(body)) {
            for (long at = from; at < to; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
                int count = channel.read(buffer, at);
                if (count < 0) {
                    throw new IOException(path + " became shorter while it was read");
                }
                out.write(buffer.flip());
                at += count;
            }
        }
    }
}
