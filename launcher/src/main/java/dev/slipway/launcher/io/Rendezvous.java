package dev.slipway.launcher.io;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * A private meeting point for one process: whoever connects first is taken, then nobody else can. QEMU connects to its
 * launcher, not the other way round, so there is nothing to poll and no third party on the monitor.
 */
public final class Rendezvous implements AutoCloseable {
    private static final Duration LIVENESS_CHECK = Duration.ofMillis(50);

    private final RunDirectory directory;
    private final String name;
    private final ServerSocketChannel listener;

    /** Listens on the socket {@code name} of {@code directory}. */
    public Rendezvous(RunDirectory directory, String name) throws IOException {
        this.directory = directory;
        this.name = name;
        this.listener = directory.listen(name);
    }

    /**
     * Returns the one connection, in blocking mode, and stops listening.
     *
     * @param alive whether the expected process still lives
     */
    public SocketChannel accept(Duration limit, BooleanSupplier alive) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            while (System.nanoTime() < deadline) {
                selector.select(LIVENESS_CHECK.toMillis());
                selector.selectedKeys().clear();
                SocketChannel connection = listener.accept();
                if (connection != null) {
                    connection.configureBlocking(true);
                    return connection;
                }
                if (!alive.getAsBoolean()) {
                    throw new IOException("the process ended before it connected to " + name);
                }
            }
            throw new IOException("nobody connected to %s within %d s".formatted(name, limit.toSeconds()));
        } finally {
            close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(directory.file(name));
    }
}
