package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A file of one container that another container sees, without a copy: a mount that goes with the other container.
 *
 * @param owner number of a process of the container that has the file
 * @param file its path there
 * @param viewer number of a process of the container that shall see it
 * @param place path of a file there, which it covers
 */
public record SharedFile(long owner, String file, long viewer, String place) {
    private static final Path HOME = Path.of("/proc/self/ns/mnt");

    /** Mounts it. Paths are those of the two containers, so that symbolic links in them lead nowhere else. */
    public void mount() throws IOException {
        var done = new CompletableFuture<Void>();
        // Its thread ends with the work: it has paths of its own, which no other work may get.
        Thread.ofPlatform().name("mount for " + viewer).start(() -> {
            try {
                mountHere();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException(
                    "the file %s of a container could not be shown to another: %s".formatted(file, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while mounting a file", e);
        }
    }

    private void mountHere() throws IOException {
        int home = Libc.openNamespace(HOME);
        try {
            int from = Libc.openNamespace(mounts(owner));
            try {
                int to = Libc.openNamespace(mounts(viewer));
                try {
                    Libc.separatePaths();
                    move(from, to);
                } finally {
                    // Whoever is told of the result must not be told from inside a container.
                    Libc.enterMounts(home);
                    Libc.close(to);
                }
            } finally {
                Libc.close(from);
            }
        } finally {
            Libc.close(home);
        }
    }

    private void move(int from, int to) throws IOException {
        Libc.enterMounts(from);
        int tree = Libc.openTree(file);
        try {
            Libc.enterMounts(to);
            Libc.moveMount(tree, place);
        } finally {
            Libc.close(tree);
        }
    }

    private static Path mounts(long process) {
        return Path.of("/proc", Long.toString(process), "ns", "mnt");
    }
}
