package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A file or directory of one container that another container sees, without a copy: a mount that goes with the other container.
 *
 * @param owner number of a process of the container that has the file
 * @param file its path there
 * @param viewer number of a process of the container that shall see it
 * @param place path of a file or directory there, which it covers
 */
public record SharedFile(long owner, String file, long viewer, String place) {
    private static final Path HOME = Path.of("/proc/self/ns/mnt");

    /** Work among the mounts of a container. */
    private interface Work {
        void run() throws IOException;
    }

    /** Mounts it. Paths are those of the two containers, so that symbolic links in them lead nowhere else. */
    public void mount() throws IOException {
        aside("the file %s of a container could not be shown to another".formatted(file), () -> {
            int from = Libc.openNamespace(mounts(owner));
            try {
                within(viewer, to -> move(from, to));
            } finally {
                Libc.close(from);
            }
        });
    }

    /** Takes a mount of a container away; whoever still has files of it open keeps them. */
    public static void unmount(long viewer, String place) throws IOException {
        aside(
                "%s of a container could not be unmounted".formatted(place),
                () -> within(viewer, to -> {
                    Libc.enterMounts(to);
                    Libc.unmount(place);
                }));
    }

    /** Does work on a thread that ends with it: it has paths of its own, which no other work may get. */
    private static void aside(String failure, Work work) throws IOException {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform().name("mounts of a container").start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException(failure + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while mounting", e);
        }
    }

    /** Work with the open mount namespace of a container. */
    private interface Entered {
        void run(int namespace) throws IOException;
    }

    private static void within(long viewer, Entered work) throws IOException {
        int home = Libc.openNamespace(HOME);
        try {
            int to = Libc.openNamespace(mounts(viewer));
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
