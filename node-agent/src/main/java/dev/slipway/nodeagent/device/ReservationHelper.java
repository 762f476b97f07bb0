package dev.slipway.nodeagent.device;

import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.pod.LauncherPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that asks disks for persistent reservations in place of guests, who may not (qemu-pr-helper(8)). It runs from the
 * first Pod that asks for it on, and again whenever it has ended.
 */
public final class ReservationHelper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReservationHelper.class);
    private static final Duration START = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Path program;
    private final Path directory;
    private @Nullable Process process;
    private boolean closed;
    private boolean failing;

    /**
     * Starts nothing yet.
     *
     * @param directory of its socket, of the same path here and on the node; that it is there says that it was asked for, also
     *     after this process has ended
     */
    public ReservationHelper(Path directory) {
        this(Path.of("/usr/bin/qemu-pr-helper"), directory);
    }

    ReservationHelper(Path program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    /** Returns whether it can run here. */
    public boolean isPossible() {
        return Files.isExecutable(program);
    }

    /** Returns the directory of its socket. */
    Path directory() {
        return directory;
    }

    /** Notes that a Pod asks for it; the directory is there then, and the socket in a moment. */
    void want() throws IOException {
        Files.createDirectories(directory);
        Thread.ofVirtual().name("reservations").start(this::look);
    }

    /** Starts it if it was asked for and does not run; to be called again and again. */
    synchronized void look() {
        if (closed || !Files.isDirectory(directory) || process != null && process.isAlive()) {
            return;
        }
        try {
            give(directory);
            Path socket = directory.resolve(LauncherNames.RESERVATIONS_SOCKET);
            Files.deleteIfExists(socket);
            Process started = new ProcessBuilder(List.of(program.toString(), "-k", socket.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process = started;
            await(socket, started);
            give(socket);
            failing = false;
            LOG.info("{} listens at {}", program, socket);
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("persistent reservations cannot be asked for on this node: {}", e.getMessage());
            }
            failing = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Launchers are one user. */
    private static void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", (int) LauncherPod.USER, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", (int) LauncherPod.USER, LinkOption.NOFOLLOW_LINKS);
    }

    private void await(Path socket, Process started) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            if (started.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("%s ended with code %d".formatted(program, started.exitValue()));
            }
            if (System.nanoTime() > end) {
                started.destroyForcibly();
                throw new IOException("%s did not listen within %d s".formatted(program, START.toSeconds()));
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (process != null) {
            process.destroy();
        }
    }
}
