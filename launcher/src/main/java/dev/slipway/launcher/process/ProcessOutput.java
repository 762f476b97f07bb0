package dev.slipway.launcher.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** What a process writes: copied to a log file, its last part kept for error messages. */
final class ProcessOutput {
    private static final int KEPT_CHARACTERS = 2048;

    private final StringBuilder last = new StringBuilder();
    private final Thread pump;

    ProcessOutput(String name, Process process, RotatingLog log) {
        pump = Threads.start(name + "-output", () -> copy(name, process.getInputStream(), log));
    }

    private void copy(String name, InputStream from, RotatingLog log) {
        byte[] buffer = new byte[1024];
        try (from) {
            for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
                log.append(ByteBuffer.wrap(buffer, 0, length));
                keep(new String(buffer, 0, length, UTF_8));
            }
        } catch (IOException e) {
            Log.line("reading the output of " + name + ": " + e.getMessage());
        }
    }

    private void keep(String text) {
        synchronized (last) {
            last.append(text);
            last.delete(0, Math.max(0, last.length() - KEPT_CHARACTERS));
        }
    }

    /** Returns the last lines as one line, after the process has ended and its output has been read. */
    String lastWords() {
        try {
            pump.join(Duration.ofSeconds(1)); // a child of the process may hold the pipe open for ever
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (last) {
            return last.toString().strip().replaceAll("\\s*\\R\\s*", "; ");
        }
    }
}
