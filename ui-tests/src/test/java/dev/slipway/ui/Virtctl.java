package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The unmodified virtctl, as an admin types it; it is on the path, or it is not tested. */
final class Virtctl {
    private static final String VERSION = "v1.9.0";

    private final Path kubeconfig;

    Virtctl(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /**
     * What it said, on both streams, and how it ended.
     *
     * @param code its exit code
     */
    record Ended(int code, String said) {}

    /** Returns whether the virtctl of KubeVirt's version is on the path. */
    static boolean isThere() throws InterruptedException {
        try {
            return run(List.of("virtctl", "version", "--client")).said().contains('"' + VERSION + '"');
        } catch (IOException _) {
            return false;
        }
    }

    /** Runs it with the words of {@code command}. */
    Ended run(String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("virtctl", "--kubeconfig", kubeconfig.toString()));
        words.addAll(List.of(command.split(" ")));
        return run(words);
    }

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("virtctl", ".out");
        Process process = null;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(4, TimeUnit.MINUTES)) {
                throw new IOException(command + " did not end; it said: " + Files.readString(output, UTF_8));
            }
            return new Ended(process.exitValue(), Files.readString(output, UTF_8));
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            Files.delete(output);
        }
    }
}
