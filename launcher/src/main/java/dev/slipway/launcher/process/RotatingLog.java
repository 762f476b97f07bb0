package dev.slipway.launcher.process;

import dev.slipway.launcher.io.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file of bounded size: when it is full it becomes {@code <name>.1}, in place of an older one. A disk that takes no
 * more costs lines of the log, never the guest.
 */
public final class RotatingLog implements AutoCloseable {
    private final Path file;
    private final long maxBytes;
    private FileChannel channel;
    private long size;
    private boolean failing;

    /** Appends to {@code file}, which is at most {@code maxBytes} long, and so is the old one. */
    public RotatingLog(Path file, long maxBytes) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.channel = open();
        this.size = channel.size();
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** Appends all remaining bytes. */
    public synchronized void append(ByteBuffer bytes) {
        try {
            if (size > 0 && size + bytes.remaining() > maxBytes) {
                rotate();
            }
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                Log.line("cannot write " + file + ": " + e.getMessage());
            }
            failing = true;
            bytes.position(bytes.limit());
        }
    }

    private void rotate() throws IOException {
        channel.close();
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            channel = open();
            size = channel.size();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
