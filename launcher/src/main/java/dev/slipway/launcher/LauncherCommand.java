package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How to start a launcher's JVM so that it stays small; for whoever starts launchers or builds their image. */
public final class LauncherCommand {
    private static final String FLAGS = "jvm-flags.txt";

    private LauncherCommand() {}

    /** Returns the JVM flags, one an element, as in the resource {@code jvm-flags.txt}. */
    public static List<String> jvmFlags() {
        try (InputStream flags = LauncherCommand.class.getResourceAsStream(FLAGS)) {
            if (flags == null) {
                throw new IllegalStateException(FLAGS + " is missing from the launcher's jar");
            }
            return new String(flags.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the environment that belongs to the flags: one malloc arena instead of one a thread. */
    public static Map<String, String> environment() {
        return Map.of("MALLOC_ARENA_MAX", "1");
    }

    /**
     * Returns the command up to the launcher's own options.
     *
     * @param java program of the JVM
     * @param jar the launcher's jar
     * @param cache AOT cache made by {@link #rehearsal} with the same JVM and jar; left out if it is not there
     */
    public static List<String> of(Path java, Path jar, Path cache) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(jvmFlags());
        if (Files.isReadable(cache)) {
            command.add("-XX:AOTCache=" + cache);
        }
        command.addAll(List.of("-cp", jar.toString(), Main.class.getName()));
        return command;
    }

    /**
     * Returns the command that makes the AOT cache: one whole life of a launcher. It takes some seconds and needs QEMU to
     * reach every class; without it the cache is smaller.
     *
     * @param qemu program of QEMU
     */
    public static List<String> rehearsal(Path java, Path jar, Path cache, Path qemu) {
        // Serial collector and compact headers must be those of the later run. The heap must not: a small one makes the
        // JVM
        // write no cache without saying so.
        return List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xmx256m",
                "-XX:AOTCacheOutput=" + cache,
                "-cp",
                jar.toString(),
                Rehearsal.class.getName(),
                qemu.toString());
    }
}
