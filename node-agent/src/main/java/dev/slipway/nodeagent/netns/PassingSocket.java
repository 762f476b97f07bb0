package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection to a unix socket over which open files can go, which the JDK's channels cannot send. All that is said over it must
 * be said by one deadline, whatever the other end does.
 */
public final class PassingSocket implements ReadableByteChannel {
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int NOTHING = -1;

    private final String name;
    private final Duration limit;
    private final long end;
    private final int socket;
    private boolean open = true;

    private PassingSocket(String name, Duration limit, int socket) {
        this.name = name;
        this.limit = limit;
        this.end = System.nanoTime() + limit.toNanos();
        this.socket = socket;
    }

    /**
     * Connects.
     *
     * @param server path of the socket, of any length; its file system may be another Pod's
     * @param limit how long the whole conversation may take
     * @throws IOException if nobody listens, or it is something else, e.g. a symbolic link
     */
    public static PassingSocket connect(Path server, Duration limit) throws IOException {
        try (PinnedFile file = PinnedFile.socket(server)) {
            PassingSocket connection =
                    new PassingSocket(String.valueOf(server.getFileName()), limit, Libc.unixSocket());
            try {
                while (!Libc.connect(connection.socket, file.path())) {
                    connection.pause();
                }
                return connection;
            } catch (IOException e) {
                connection.close();
                throw e;
            }
        }
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        send(bytes, NOTHING);
    }

    /** Sends bytes, and with the first of them an open device, which the other end has open, too, from then on. */
    public void send(byte[] bytes, OpenDevice device) throws IOException {
        send(bytes, device.descriptor());
    }

    private void send(byte[] bytes, int passed) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        int goesWith = passed;
        while (left.hasRemaining()) {
            byte[] next = new byte[left.remaining()];
            left.get(left.position(), next);
            int taken = Libc.send(socket, next, goesWith);
            if (taken == 0) {
                pause();
            } else {
                left.position(left.position() + taken);
                goesWith = NOTHING;
            }
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = Libc.read(socket, into);
        while (count == 0) {
            pause();
            count = Libc.read(socket, into);
        }
        inTime();
        return count;
    }

    private void pause() throws IOException {
        inTime();
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + name + " was waited for", e);
        }
    }

    private void inTime() throws IOException {
        if (System.nanoTime() - end > 0) {
            throw new IOException("%s was not done within %d ms".formatted(name, limit.toMillis()));
        }
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            Libc.close(socket);
        }
    }
}
