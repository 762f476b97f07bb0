package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;

/** A port of this machine on virtio-vsock that its guests may call. */
public final class VsockListener implements AutoCloseable {
    private static final int LOOK_MILLIS = 1000;

    private final int descriptor;
    private final long port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private VsockListener(int descriptor, long port) {
        this.descriptor = descriptor;
        this.port = port;
    }

    /** Returns whether guests can have virtio-vsock here now. */
    public static boolean isPossible() {
        return Files.exists(VsockSocket.VHOST);
    }

    /**
     * Listens.
     *
     * @throws IOException if another process does, or the kernel knows no virtio-vsock
     */
    public static VsockListener listen(long port) throws IOException {
        int socket = Libc.checked("socket for VSOCK", VsockCalls.open(VsockCalls.AF_VSOCK));
        try {
            VsockCalls.listen(socket, (int) port);
            VsockCalls.receiveTimeout(socket, LOOK_MILLIS);
            return new VsockListener(socket, port);
        } catch (IOException e) {
            Libc.close(socket);
            throw e;
        }
    }

    /**
     * Waits for a caller, on a thread of the platform.
     *
     * @throws IOException once this is closed
     */
    public VsockSocket accept() throws IOException {
        while (!closed.get()) {
            int caller = VsockCalls.accept(descriptor);
            if (caller >= 0) {
                return new VsockSocket(caller, port);
            }
        }
        Libc.close(descriptor);
        throw new IOException("VSOCK port " + port + " is closed");
    }

    /** Lets who waits for a caller come back within a second, which gives the descriptor back. */
    @Override
    public void close() {
        closed.set(true);
    }
}
