package dev.slipway.launcher.viewers;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/**
 * A named pipe that gets all of a serial line, for a reader that makes it when it comes. The line never waits for the reader:
 * this one reads the history as a viewer does, and what is overwritten there before the reader takes it is lost to it.
 *
 * <p>The pipe is held open for reading, too (fifo(7)): so neither its opening nor a reader that leaves is an error, and the
 * reader sees the end when this process lets go of it, by whatever end of its own.
 */
public final class ConsolePipe {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** How long a reader may take for the guest's last words; the pipe itself holds 64 KiB for it. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private static final int BUFFER_BYTES = 16 * 1024;

    /** Where one who has lost the line goes on. */
    private static final int RESUME_BYTES = 64 * 1024;

    private final Path file;
    private final Thread writer;
    private Optional<SerialHistory> history = Optional.empty();
    private boolean ending;

    /** Waits for the pipe {@code file}. */
    public ConsolePipe(Path file) {
        this.file = file;
        this.writer = Threads.start("console-pipe", this::write);
    }

    /** Shows this line, from its beginning. */
    synchronized void show(SerialHistory line) {
        history = Optional.of(line);
        notifyAll();
    }

    /** Lets the reader have the end of a line that has ended, waits for it a moment, and lets go of the pipe. */
    public void end() {
        synchronized (this) {
            ending = true;
            notifyAll();
        }
        try {
            writer.join(LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            if (!awaitPipe()) {
                return;
            }
            try (FileChannel pipe = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                Optional<SerialHistory> line = awaitLine();
                if (line.isPresent()) {
                    copy(line.get(), pipe);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            Log.line("the log of the guest's console ends, %s cannot be written: %s".formatted(file, e.getMessage()));
        }
    }

    /** Returns false if the end came first. */
    private synchronized boolean awaitPipe() throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (!ending && !isThere()) {
            wait(pause.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return isThere();
    }

    private boolean isThere() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther();
        } catch (IOException notYet) {
            return false;
        }
    }

    private synchronized Optional<SerialHistory> awaitLine() throws InterruptedException {
        while (history.isEmpty() && !ending) {
            wait();
        }
        return history;
    }

    private static void copy(SerialHistory line, FileChannel pipe) throws IOException, InterruptedException {
        byte[] chunk = new byte[BUFFER_BYTES];
        long position = 0;
        int length = line.read(position, chunk, () -> true);
        while (length != SerialHistory.ENDED) {
            if (length == SerialHistory.LOST) {
                long next = line.positionBack(RESUME_BYTES);
                writeAll(pipe, lost(next - position));
                position = next;
            } else {
                writeAll(pipe, ByteBuffer.wrap(chunk, 0, length));
                position += length;
            }
            length = line.read(position, chunk, () -> true);
        }
    }

    private static ByteBuffer lost(long bytes) {
        return ByteBuffer.wrap("\r\n[%d bytes are missing here: this log was read too slowly]\r\n"
                .formatted(bytes)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void writeAll(FileChannel pipe, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            pipe.write(bytes);
        }
    }
}
