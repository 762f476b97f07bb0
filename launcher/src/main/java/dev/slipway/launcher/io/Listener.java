package dev.slipway.launcher.io;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A socket of the run directory that takes one client after another, on a thread of its own, until it is closed. */
public final class Listener implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel channel;
    private final Door door;

    /** Takes a client in, or sends it away by closing it; returns soon, since the next one waits. */
    public interface Door {
        void admit(SocketChannel client) throws IOException;
    }

    /** Listens on the socket {@code name} of {@code directory}. */
    public Listener(RunDirectory directory, String name, Door door) throws IOException {
        this.socket = directory.file(name);
        this.door = door;
        this.channel = directory.listen(name);
        Threads.start(name, this::accept);
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                door.admit(channel.accept());
            } catch (IOException e) {
                if (channel.isOpen()) {
                    Log.line("taking a client of %s: %s".formatted(socket.getFileName(), e.getMessage()));
                    rest();
                }
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(100); // out of file descriptors: trying again at once would only burn a processor
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes no more clients; those there stay. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(socket);
    }
}
