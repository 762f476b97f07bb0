package dev.slipway.launcher.viewers;

import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.io.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.function.IntConsumer;

/**
 * The socket {@code vnc.sock}: each viewer gets its own connection to QEMU, so each has its own RFB handshake, pixel format
 * and pace.
 */
public final class VncViewers implements AutoCloseable {
    private static final int SCREEN_BUFFER_BYTES = 64 * 1024;
    private static final int INPUT_BUFFER_BYTES = 4 * 1024;

    private final RunDirectory directory;
    private final String qemuSocket;
    private final ViewerListener listener;

    /**
     * Offers {@code vnc.sock} in {@code directory}.
     *
     * @param qemuSocket QEMU's own VNC socket in that directory
     * @param count told the number of viewers at each change
     */
    public VncViewers(RunDirectory directory, String qemuSocket, IntConsumer count) throws IOException {
        this.directory = directory;
        this.qemuSocket = qemuSocket;
        this.listener = new ViewerListener(directory, "vnc.sock", this::serve, count);
    }

    private void serve(SocketChannel viewer) throws IOException {
        try (SocketChannel qemu = directory.connect(qemuSocket)) {
            Threads.start("viewer-input", () -> input(viewer, qemu));
            Pump.run(qemu, viewer, ByteBuffer.allocateDirect(SCREEN_BUFFER_BYTES));
        }
    }

    /** Closes both sides at the end, so that the other direction ends too. */
    private static void input(SocketChannel viewer, SocketChannel qemu) {
        try (viewer;
                qemu) {
            Pump.run(viewer, qemu, ByteBuffer.allocateDirect(INPUT_BUFFER_BYTES));
        } catch (IOException gone) {
            // either side has left; the other direction sees it too
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(directory.file(qemuSocket)); // QEMU leaves it behind when it is killed
    }
}
