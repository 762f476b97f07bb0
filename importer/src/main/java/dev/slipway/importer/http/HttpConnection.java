package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * One connection to a server, for one GET at a time (RFC 9112).
 *
 * <p>A hand-made client because the JDK's copies every byte three times: it reaches half the throughput of this one on two
 * cores (docs/decisions), and it cannot be told to connect to the very address that was checked.
 */
final class HttpConnection implements Closeable {
    private static final int LONGEST_HEAD = 64 << 10;
    private static final int MOST_INTERIM = 8;

    private final Transport transport;
    private final Optional<Proxy> forwarder;
    private final ByteBuffer ahead = ByteBuffer.allocate(LONGEST_HEAD).limit(0);
    private BodyLength body = new BodyLength.Known(0);
    private boolean reusable = true;

    /**
     * Takes a connection into use.
     *
     * @param forwarder the proxy at its other end, which fetches for us; nothing if the server itself is there
     */
    HttpConnection(Transport transport, Optional<Proxy> forwarder) {
        this.transport = transport;
        this.forwarder = forwarder;
    }

    /** Sends a GET and reads the head of its reply; the body is then read by {@link #read}. */
    ResponseHead get(HttpTarget target, Map<String, String> fields) throws IOException {
        StringBuilder request = new StringBuilder("GET ")
                .append(forwarder.isPresent() ? target.absolute() : target.path())
                .append(" HTTP/1.1\r\n");
        request.append("Host: ").append(target.hostHeader()).append("\r\n");
        forwarder
                .flatMap(Proxy::authorization)
                .ifPresent(value ->
                        request.append("Proxy-Authorization: ").append(value).append("\r\n"));
        fields.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        transport.write(ByteBuffer.wrap(request.append("\r\n").toString().getBytes(UTF_8)));
        try {
            ResponseHead head = finalHead();
            body = BodyLength.of(head);
            reusable = head.keepsAlive() && !(body instanceof BodyLength.UntilClose);
            return head;
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }

    /** Reads some bytes of the body into {@code into}; returns -1 at its end. Throws if the body is cut off. */
    int read(ByteBuffer into) throws IOException {
        return switch (body) {
            case BodyLength.Known known -> known(known, into);
            case BodyLength.UntilClose until -> some(into, Long.MAX_VALUE);
            case BodyLength.Chunked chunked -> chunk(chunked, into);
        };
    }

    /** Returns whether the body was read to its end, so that another GET may follow on this connection. */
    boolean idle() {
        return reusable && body.ended();
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }

    private int known(BodyLength.Known known, ByteBuffer into) throws IOException {
        if (known.left == 0) {
            return -1;
        }
        int count = some(into, known.left);
        if (count < 0) {
            throw new EOFException("the connection ended " + known.left + " bytes before the end of the reply");
        }
        known.left -= count;
        return count;
    }

    private int chunk(BodyLength.Chunked chunked, ByteBuffer into) throws IOException {
        if (chunked.ended) {
            return -1;
        }
        if (chunked.left == 0) {
            chunked.left = BodyLength.chunkSize(line());
            if (chunked.left == 0) {
                skipTrailer();
                chunked.ended = true;
                return -1;
            }
        }
        int count = some(into, chunked.left);
        if (count < 0) {
            throw new EOFException("the connection ended inside a chunk");
        }
        chunked.left -= count;
        if (chunked.left == 0 && !line().isEmpty()) {
            throw new ProtocolException("a chunk is not followed by an empty line");
        }
        return count;
    }

    private void skipTrailer() throws IOException {
        for (int lines = 0; !line().isEmpty(); lines++) {
            if (lines > 100) {
                throw new ProtocolException("the trailer of the reply has more than 100 lines");
            }
        }
    }

    /** Reads up to {@code most} bytes: first those that came with the head, then straight from the transport. */
    private int some(ByteBuffer into, long most) throws IOException {
        int limit = into.limit();
        into.limit((int) Math.min(limit, into.position() + Math.min(most, into.remaining())));
        try {
            if (!ahead.hasRemaining()) {
                return transport.read(into);
            }
            int count = Math.min(ahead.remaining(), into.remaining());
            into.put(ahead.slice(ahead.position(), count));
            ahead.position(ahead.position() + count);
            return count;
        } finally {
            into.limit(limit);
        }
    }

    private ResponseHead finalHead() throws IOException {
        for (int i = 0; i < MOST_INTERIM; i++) {
            ResponseHead head = head();
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new ProtocolException("the server sends one interim reply after another");
    }

    private ResponseHead head() throws IOException {
        int searched = 0;
        while (true) {
            int end = endOfHead(searched);
            if (end >= 0) {
                byte[] bytes = new byte[end - ahead.position()];
                ahead.get(bytes);
                return ResponseHead.parse(bytes, bytes.length);
            }
            searched = Math.max(0, ahead.remaining() - 3);
            more();
        }
    }

    private int endOfHead(int searched) {
        for (int i = ahead.position() + searched; i < ahead.limit(); i++) {
            if (ahead.get(i) != '\n') {
                continue;
            }
            boolean bare = i + 1 < ahead.limit() && ahead.get(i + 1) == '\n';
            boolean full = i + 2 < ahead.limit() && ahead.get(i + 1) == '\r' && ahead.get(i + 2) == '\n';
            if (bare || full) {
                return i + (bare ? 2 : 3);
            }
        }
        return -1;
    }

    private String line() throws IOException {
        while (true) {
            for (int i = ahead.position(); i < ahead.limit(); i++) {
                if (ahead.get(i) == '\n') {
                    byte[] bytes = new byte[i + 1 - ahead.position()];
                    ahead.get(bytes);
                    return new String(bytes, ISO_8859_1).strip();
                }
            }
            more();
        }
    }

    private void more() throws IOException {
        ahead.compact();
        try {
            if (!ahead.hasRemaining()) {
                throw new ProtocolException("the head of the reply is longer than " + LONGEST_HEAD + " bytes");
            }
            if (transport.read(ahead) < 0) {
                throw new EOFException("the connection ended before the reply was complete");
            }
        } finally {
            ahead.flip();
        }
    }
}
