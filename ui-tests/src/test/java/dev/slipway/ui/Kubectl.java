package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The unmodified kubectl, as an admin types it. */
final class Kubectl {
    private final Path kubeconfig;

    Kubectl(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /** Runs it with the words of {@code command}; fails the test with kubectl's own words if it fails. */
    String run(String command) throws IOException, InterruptedException {
        return run("", Arrays.asList(command.split(" ")));
    }

    String apply(String yaml) throws IOException, InterruptedException {
        return run(yaml, List.of("apply", "-f", "-"));
    }

    String run(String input, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", kubeconfig.toString()));
        command.addAll(words);
        Path output = Files.createTempFile("kubectl", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(output, UTF_8);
            assertThat(process.exitValue()).as("kubectl %s: %s", words, said).isZero();
            return said;
        } finally {
            Files.delete(output);
        }
    }
}
