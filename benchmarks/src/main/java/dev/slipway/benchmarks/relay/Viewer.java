package dev.slipway.benchmarks.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A viewer that only counts what it gets, so that it takes as little as it can of the processors that it shares with the
 * relay. It never answers; a round is shorter than any relay's patience.
 */
final class Viewer implements AutoCloseable {
    private static final String REQUEST = """
            GET / HTTP/1.1\r
            Host: 127.0.0.1\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: c2xpcHdheSBiZW5jaG1hcms=\r
            Sec-WebSocket-Protocol: plain.kubevirt.io,binary\r
            \r
            """;

    private final SocketChannel socket;

    private Viewer(SocketChannel socket) {
        this.socket = socket;
    }

    /** Opens a websocket on a port of loopback and adds to {@code bytes} what comes after the upgrade. */
    static Viewer on(int port, AtomicLong bytes) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        socket.read(buffer);
        String status = StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
        if (!status.startsWith("HTTP/1.1 101")) {
            socket.close();
            throw new IOException("no upgrade: " + status.lines().findFirst().orElse(""));
        }
        Thread.ofPlatform().daemon().name("viewer").start(() -> count(socket, buffer, bytes));
        return new Viewer(socket);
    }

    private static void count(SocketChannel socket, ByteBuffer buffer, AtomicLong bytes) {
        try {
            for (int read = 0; read >= 0; read = socket.read(buffer.clear())) {
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            // The round is over.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
