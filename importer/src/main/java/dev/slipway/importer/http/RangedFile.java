package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file or device that is given out over HTTP, whole or one range of it (RFC 9110 §14).
 *
 * @param path the file or device
 * @param length its bytes
 * @param tag its ETag, with the quotes
 */
public record RangedFile(Path path, long length, String tag) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");
    private static final int CHUNK = 1 << 20;

    /**
     * Bytes of the file.
     *
     * @param from the first
     * @param to the one after the last
     */
    private record Part(long from, long to) {}

    /** Answers GET and HEAD. */
    public void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        Optional<Part> asked = asked(exchange);
        if (asked.isEmpty()) {
            head(exchange, 200, new Part(0, length));
            return;
        }
        Part part = asked.get();
        if (part.from() >= part.to()) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + length);
            byte[] text = ("The disk has " + length + " bytes.\n").getBytes(UTF_8);
            exchange.sendResponseHeaders(416, text.length);
            exchange.getResponseBody().write(text);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + part.from() + "-" + (part.to() - 1) + "/" + length);
        head(exchange, 206, part);
    }

    /** Returns the range that was asked for; one that this file does not know, or of another state of it, counts for nothing. */
    private Optional<Part> asked(HttpExchange exchange) {
        String state = exchange.getRequestHeaders().getFirst("If-Range");
        String header = exchange.getRequestHeaders().getFirst("Range");
        Matcher range = RANGE.matcher(header == null ? "" : header);
        if (state != null && !state.equals(tag)
                || !range.matches()
                || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return Optional.of(new Part(Math.max(0, length - Long.parseLong(range.group(2))), length));
        }
        long last = range.group(2).isEmpty() ? length - 1 : Long.parseLong(range.group(2));
        return Optional.of(new Part(Long.parseLong(range.group(1)), Math.min(last, length - 1) + 1));
    }

    private void head(HttpExchange exchange, int status, Part part) throws IOException {
        long count = part.to() - part.from();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(count));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, count == 0 ? -1 : count);
            send(exchange, part);
        }
    }

    private void send(HttpExchange exchange, Part part) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                OutputStream body = exchange.getResponseBody();
                WritableByteChannel out = Channels.newChannel(body)) {
            for (long at = part.from(); at < part.to(); ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), part.to() - at));
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
