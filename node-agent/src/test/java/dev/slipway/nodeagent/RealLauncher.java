package dev.slipway.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.launcher.Main;
import dev.slipway.nodeagent.launcher.LauncherConnection;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher as it runs in a Pod: by a user who may do nothing. */
public final class RealLauncher {
    private static final Duration QUICK = Duration.ofSeconds(20);

    private RealLauncher() {}

    /**
     * Returns the command that starts it.
     *
     * @param user its user and group
     * @param directory gets a copy of its classes: the user may not look into where they are built
     * @param run its run directory
     * @param name {@code namespace/name} of the instance
     */
    public static List<String> command(int user, Path directory, Path run, String name)
            throws IOException, URISyntaxException {
        return List.of(
                "setpriv",
                "--reuid=" + user,
                "--regid=" + user,
                "--clear-groups",
                "--no-new-privs",
                "--inh-caps=-all",
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes(directory.resolve("classes")).toString(),
                Main.class.getName(),
                "--run-dir",
                run.toString(),
                "--name",
                name,
                "--uid",
                "u");
    }

    /** Returns the arguments by which a launcher starts a guest without screen, serial line and agent. */
    public static ObjectNode plan(List<String> qemu) {
        ObjectNode arguments = LauncherConnection.arguments();
        ArrayNode words = arguments
                .putObject("plan")
                .put("binary", "/usr/bin/qemu-system-x86_64")
                .put("vnc", false)
                .put("serial", false)
                .put("agent", false)
                .put("startPaused", false)
                .put("graceSeconds", 1)
                .putArray("arguments");
        qemu.forEach(words::add);
        return arguments;
    }

    /** Ends guests, and the launchers after them. */
    public static void end(List<LauncherConnection> lines, List<Process> launchers) throws Exception {
        for (LauncherConnection line : lines) {
            line.call("kill", QUICK);
            line.close();
        }
        for (Process launcher : launchers) {
            launcher.destroy();
            assertThat(launcher.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Path classes(Path copy) throws IOException, URISyntaxException {
        Path source = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (!Files.isDirectory(source)) {
            return Files.copy(source, copy);
        }
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(source.relativize(file).toString()));
            }
        }
        return copy;
    }
}
