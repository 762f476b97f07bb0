package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * A network namespace.
 *
 * @param path what {@code nsenter --net=} takes: {@code /run/netns/…} or {@code /proc/…/ns/net}
 */
public record Netns(Path path) {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** The namespace of the process's first thread, which never leaves the host's. */
    private static final Path HOME = Path.of("/proc/self/ns/net");

    /** Returns whether this is the node-agent's own namespace, which is the host's and not to be changed. */
    public boolean isOwn() throws IOException {
        return Files.readSymbolicLink(HOME).equals(identity());
    }

    private Path identity() throws IOException {
        if (Files.isSymbolicLink(path)) {
            return Files.readSymbolicLink(path);
        }
        // A namespace that is mounted on a file has the inode of the namespace.
        return Path.of("net:[" + Files.getAttribute(path, "unix:ino") + "]");
    }

    /** Runs a program inside. */
    public Command.Result run(List<String> arguments, String input) throws IOException {
        var command = new ArrayList<>(List.of("nsenter", "--net=" + path, "--"));
        command.addAll(arguments);
        return Command.run(command, Map.of(), input, DEADLINE);
    }

    /** Runs a program inside that must succeed; returns its output. */
    public String output(List<String> arguments, String input) throws IOException {
        Command.Result result = run(arguments, input);
        if (result.exitCode() != 0) {
            throw new IOException("'%s' failed in the Pod's network namespace: %s"
                    .formatted(String.join(" ", arguments), result.errors()));
        }
        return result.output();
    }

    /** Runs lines of {@code ip -batch}; all before one that fails have been done. */
    public void ip(List<String> commands) throws IOException {
        if (!commands.isEmpty()) {
            output(List.of("ip", "-batch", "-"), lines(commands));
        }
    }

    /** Runs lines of {@code ip -batch}, each whether or not the ones before it succeed. */
    public void tryIp(List<String> commands) throws IOException {
        run(List.of("ip", "-force", "-batch", "-"), lines(commands));
    }

    private static String lines(List<String> commands) {
        return commands.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    /** Loads nftables rules, all or none. */
    public void nft(String rules) throws IOException {
        if (!rules.isEmpty()) {
            output(List.of("nft", "-f", "-"), rules);
        }
    }

    /**
     * Runs lines of {@code ip -batch} and loads nftables rules at the same time; returns when both have ended.
     *
     * @param rules may name devices that the lines make: the kernel compares names as packets come
     */
    public void ipBesideNft(List<String> commands, String rules) throws IOException {
        var loaded = new FutureTask<Void>(() -> {
            nft(rules);
            return null;
        });
        Thread.ofVirtual().name("rules of " + path).start(loaded);
        try {
            ip(commands);
        } finally {
            await(loaded);
        }
    }

    private static void await(FutureTask<Void> work) throws IOException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException refused ? refused : new IOException(e.getCause());
        } catch (InterruptedException e) {
            work.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while rules were loaded", e);
        }
    }

    /** Sets kernel settings: path below {@code /proc/sys} → value. */
    public void sysctl(Map<String, String> settings) throws IOException {
        inside(() -> {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                Files.writeString(Path.of("/proc/sys", setting.getKey()), setting.getValue());
            }
            return settings.size();
        });
    }

    /**
     * Runs a piece of code in the namespace. It has a platform thread of its own, and must not start threads or wake
     * others: a thread is born into the namespace of its maker, also those that carry virtual threads.
     */
    <T> T inside(Callable<T> work) throws IOException {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform().name("netns " + path).start(() -> {
            try {
                T value = enterAndLeave(work);
                result.complete(value);
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException("work in the Pod's network namespace failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while working in a network namespace", e);
        }
    }

    /** Back in its own namespace before anybody is told, because telling may start threads. */
    private <T> T enterAndLeave(Callable<T> work) throws Exception {
        Libc.enter(path);
        try {
            return work.call();
        } finally {
            Libc.enter(HOME);
        }
    }
}
