package dev.slipway.cluster.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The admin's command line.
 *
 * @param kubeconfig file by which it finds the cluster
 */
record Kubectl(Path kubeconfig) {
    private static final Duration LONGEST = Duration.ofMinutes(11);

    /** Runs a command that must succeed; returns what it printed. */
    String run(String... arguments) {
        return feed("", arguments);
    }

    /** Applies manifests. */
    void apply(String yaml) {
        feed(yaml, "apply", "-f", "-");
    }

    /** Runs a command with a standard input. */
    String feed(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(List.of(arguments));
        return Program.run(command, input, LONGEST);
    }

    /** Programs of this machine. */
    static final class Program {
        private Program() {}

        static String run(List<String> command, String input, Duration longest) {
            try {
                Path in = Files.createTempFile("slipway-program", ".in");
                Path out = Files.createTempFile("slipway-program", ".out");
                try {
                    Files.writeString(in, input);
                    Process process = new ProcessBuilder(command)
                            .redirectInput(in.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile())
                            .start();
                    if (!process.waitFor(longest.toSeconds(), TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                        throw new IllegalStateException(String.join(" ", command) + " did not end within " + longest);
                    }
                    String output = Files.readString(out);
                    if (process.exitValue() != 0) {
                        throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
                    }
                    return output;
                } finally {
                    Files.delete(in);
                    Files.delete(out);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted during " + String.join(" ", command), e);
            }
        }
    }
}
