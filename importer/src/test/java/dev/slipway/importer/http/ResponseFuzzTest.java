package dev.slipway.importer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of servers that mean no good. */
class ResponseFuzzTest {
    private static final HttpTarget TARGET = HttpTarget.parse("http://host/file");

    /** What a server sends, in pieces. */
    private record Canned(ByteBuffer reply, int piece) implements Transport {
        @Override
        public int read(ByteBuffer into) {
            if (!reply.hasRemaining()) {
                return -1;
            }
            int count = Math.min(Math.min(piece, into.remaining()), reply.remaining());
            into.put(reply.slice(reply.position(), count));
            reply.position(reply.position() + count);
            return count;
        }

        @Override
        public void write(ByteBuffer from) {
            from.position(from.limit());
        }

        @Override
        public void close() {}
    }

    private static String exchange(byte[] reply, int piece) throws IOException {
        HttpConnection connection = new HttpConnection(new Canned(ByteBuffer.wrap(reply), piece), Optional.empty());
        connection.get(TARGET, Map.of());
        ByteBuffer body = ByteBuffer.allocate(1 << 16);
        while (body.hasRemaining() && connection.read(body) >= 0) {
            // reads on
        }
        return new String(body.array(), 0, body.position(), ISO_8859_1);
    }

    private static String exchange(String reply) throws IOException {
        return exchange(reply.getBytes(ISO_8859_1), 7);
    }

    @Test
    void body_of_known_length_ends_there() throws Exception {
        assertThat(exchange("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more"))
                .isEqualTo("hello");
    }

    @Test
    void interim_replies_are_passed_over() throws Exception {
        assertThat(exchange("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 2\n\nhi"))
                .isEqualTo("hi");
    }

    @Test
    void chunks_are_joined() throws Exception {
        assertThat(
                        exchange(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nX: y\r\n\r\n"))
                .isEqualTo("abcde");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 O"
            })
    void cut_replies_are_noticed(String reply) {
        assertThatThrownBy(() -> exchange(reply)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n0\r\n\r\n"
            })
    void replies_against_the_standard_are_refused(String reply) {
        assertThatThrownBy(() -> exchange(reply)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void endless_head_is_refused() {
        assertThatThrownBy(() -> exchange("HTTP/1.1 200 OK\r\nX: " + "y".repeat(100_000)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void spoiled_replies_never_do_worse_than_fail() {
        Random random = new Random(3);
        byte[] sound =
                "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
                        .getBytes(ISO_8859_1);
        int failed = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] spoiled = sound.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt(256);
            }
            try {
                exchange(spoiled, 1 + random.nextInt(40));
            } catch (IOException e) {
                failed++;
            }
        }
        assertThat(failed).isGreaterThan(1000);
    }
}
