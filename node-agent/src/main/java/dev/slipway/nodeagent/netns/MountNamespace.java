package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The files that a container sees.
 *
 * @param process number of a process of the container
 */
public record MountNamespace(long process) {
    private static final Path HOME = Path.of("/proc/self/ns/mnt");

    /** Work among the files of a container: it must not begin processes, which would be the container's. */
    public interface Work {
        /** Does it; paths, and symbolic links in them, lead to the container's files. */
        void run() throws IOException;
    }

    /** Work with the open mount namespace of a container. */
    interface Entering {
        void run(int namespace) throws IOException;
    }

    /**
     * Does work on a thread that ends with it.
     *
     * @param failure what could not be done, for who reads of it
     */
    public void run(String failure, Work work) throws IOException {
        enter(failure, namespace -> {
            Libc.enterMounts(namespace);
            work.run();
        });
    }

    /** Does work on a thread that has paths of its own, may enter what it likes, and ends with it. */
    void enter(String failure, Entering work) throws IOException {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform().name("files of a container").start(() -> {
            try {
                within(work);
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(failure + ": " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted among the files of a container", e);
        }
    }

    private void within(Entering work) throws IOException {
        int home = Libc.openNamespace(HOME);
        try {
            int to = open();
            try {
                Libc.separatePaths();
                work.run(to);
            } finally {
                // Whoever is told of the result must not be told from inside a container.
                Libc.enterMounts(home);
                Libc.close(to);
            }
        } finally {
            Libc.close(home);
        }
    }

    /** Opens it; whoever does closes it. */
    int open() throws IOException {
        return Libc.openNamespace(Path.of("/proc", Long.toString(process), "ns", "mnt"));
    }
}
