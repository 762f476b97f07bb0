package dev.slipway.launcher.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts processes that the kernel kills when the launcher dies, however it dies.
 *
 * <p>The kernel sends the parent-death signal when the <em>thread</em> that forked ends (prctl(2),
 * {@code PR_SET_PDEATHSIG}), so all are forked by one platform thread that ends only with the JVM.
 */
public final class Spawner {
    private static final List<String> DIE_WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL", "--");

    private final Path workingDirectory;
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();

    /** Starts processes in {@code workingDirectory}. */
    public Spawner(Path workingDirectory) {
        this.workingDirectory = workingDirectory;
        Thread.ofPlatform().daemon().name("spawner").start(this::serve);
    }

    /** Returns a new process, standard error joined to standard output and nothing to read on standard input. */
    public Process start(List<String> command) throws IOException {
        List<String> bound = new ArrayList<>(DIE_WITH_PARENT);
        bound.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(bound)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        CompletableFuture<Process> started = new CompletableFuture<>();
        work.add(() -> {
            try {
                started.complete(builder.start());
            } catch (IOException | RuntimeException e) {
                started.completeExceptionally(e);
            }
        });
        try {
            return started.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + command.getFirst(), e);
        }
    }

    private void serve() {
        try {
            while (true) {
                work.take().run();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the spawner: it must live as long as its processes", e);
        }
    }
}
