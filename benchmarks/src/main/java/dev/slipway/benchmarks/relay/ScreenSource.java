package dev.slipway.benchmarks.relay;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Random;

/** A unix socket that writes as fast as it is read, as a screen with much going on would. */
final class ScreenSource implements AutoCloseable {
    /** QEMU's VNC server writes what it has encoded, often a few hundred KiB at a time. */
    private static final int WRITE = 256 << 10;

    private static final System.Logger LOG = System.getLogger(ScreenSource.class.getName());

    private final ServerSocketChannel server;

    private ScreenSource(ServerSocketChannel server) {
        this.server = server;
    }

    static ScreenSource on(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        ScreenSource source = new ScreenSource(server);
        Thread.ofPlatform().daemon().name("screen source").start(source::accept);
        return source;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel viewer = server.accept();
                Thread.ofPlatform().daemon().name("screen").start(() -> pump(viewer));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static void pump(SocketChannel viewer) {
        byte[] picture = new byte[WRITE];
        new Random(1).nextBytes(picture);
        ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE).put(picture);
        try (viewer) {
            while (true) {
                buffer.rewind();
                while (buffer.hasRemaining()) {
                    viewer.write(buffer);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the viewer left, which ends the measurement", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
