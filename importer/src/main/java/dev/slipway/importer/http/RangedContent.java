package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is given out over HTTP, whole or one range of it (RFC 9110 §14).
 *
 * @param source where its bytes are
 * @param length how many there are
 * @param tag its ETag, with the quotes
 */
public record RangedContent(Source source, long length, String tag) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Bytes that can be asked for from anywhere. */
    public interface Source {
        /**
         * Writes bytes out.
         *
         * @param from the first
         * @param to the one after the last
         */
        void send(long from, long to, OutputStream out) throws IOException;
    }

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

    /** Returns the range that was asked for; one that this content does not know, or of another state of it, counts for nothing. */
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
            try (OutputStream body = exchange.getResponseBody()) {
                source.send(part.from(), part.to(), body);
            }
        }
    }
}
