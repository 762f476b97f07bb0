package dev.slipway.nodeagent;

import dev.slipway.launcher.Main;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The launcher as it runs in a Pod: by a user who may do nothing. */
public final class RealLauncher {
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
