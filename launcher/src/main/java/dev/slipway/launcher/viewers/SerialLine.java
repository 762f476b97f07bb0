package dev.slipway.launcher.viewers;

import dev.slipway.launcher.io.RunDirectory;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.process.RotatingLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * The guest's first serial line: owned here, written to {@code serial.log}, offered to many viewers on {@code serial.sock}.
 * All see the same, all may type.
 */
public final class SerialLine implements AutoCloseable {
    /** Bytes that a new viewer gets of what was before it. */
    private static final int REPLAY_BYTES = 64 * 1024;

    /** Bytes a viewer may be behind before it loses its connection, beside what its socket holds. */
    private static final int HISTORY_BYTES = 256 * 1024;

    /** Size at which {@code serial.log} is rotated. */
    private static final long LOG_BYTES = 4L * 1024 * 1024;

    private static final int BUFFER_BYTES = 16 * 1024;

    private final SocketChannel qemu;
    private final RotatingLog log;
    private final SerialHistory history = new SerialHistory(HISTORY_BYTES);
    private final Set<Reading> readings = ConcurrentHashMap.newKeySet();
    private final ViewerListener listener;
    private final Thread reader;

    /**
     * Takes over the line.
     *
     * @param qemu connection to QEMU's character device, in blocking mode
     * @param count told the number of viewers at each change
     * @param pipe gets all of the line, too
     */
    public SerialLine(RunDirectory directory, SocketChannel qemu, IntConsumer count, Optional<ConsolePipe> pipe)
            throws IOException {
        this.qemu = qemu;
        this.log = new RotatingLog(directory.file("serial.log"), LOG_BYTES);
        pipe.ifPresent(reader -> reader.show(history));
        this.reader = Threads.start("serial", this::read);
        this.listener = new ViewerListener(directory, "serial.sock", this::serve, count);
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (qemu.read(buffer.clear()) >= 0) {
                log.append(buffer.flip());
                history.append(buffer.rewind());
                dropLostViewers();
            }
        } catch (IOException gone) {
            // QEMU has ended; its process tells how
        } finally {
            history.end();
        }
    }

    /** One viewer and how far it has read. */
    private static final class Reading {
        final SocketChannel viewer;
        volatile long position;

        Reading(SocketChannel viewer, long position) {
            this.viewer = viewer;
            this.position = position;
        }
    }

    private void dropLostViewers() throws IOException {
        for (Reading reading : readings) {
            if (history.isLost(reading.position)) {
                reading.viewer.close(); // ends the write it hangs in
            }
        }
    }

    private void serve(SocketChannel viewer) throws IOException {
        Reading reading = new Reading(viewer, history.positionBack(REPLAY_BYTES));
        readings.add(reading);
        Threads.start("viewer-typing", () -> type(viewer));
        try {
            show(reading);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            readings.remove(reading);
        }
    }

    private void show(Reading reading) throws IOException, InterruptedException {
        byte[] chunk = new byte[BUFFER_BYTES];
        long position = reading.position;
        int length = history.read(position, chunk, reading.viewer::isOpen);
        while (length > 0) {
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, length);
            while (bytes.hasRemaining()) {
                reading.viewer.write(bytes);
            }
            position += length;
            reading.position = position;
            length = history.read(position, chunk, reading.viewer::isOpen);
        }
    }

    private void type(SocketChannel viewer) {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        try (viewer) {
            while (viewer.read(buffer.clear()) >= 0) {
                write(buffer.flip());
            }
        } catch (IOException gone) {
            // the viewer has left, or QEMU has; the other direction sees it too
        }
        history.wake();
    }

    private synchronized void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            qemu.write(bytes);
        }
    }

    /** Reads what QEMU has left, lets viewers have it, and closes log and line. */
    @Override
    public void close() throws IOException {
        listener.stopListening();
        try {
            reader.join(1000); // QEMU is gone, so its end of the line is closed and this is short
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        qemu.close();
        history.end();
        log.close();
    }
}
