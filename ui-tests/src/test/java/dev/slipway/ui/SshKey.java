package dev.slipway.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pair of keys for SSH.
 *
 * @param file the private one; the public one is beside it
 */
record SshKey(Path file) {
    static SshKey make(Path file) throws IOException, InterruptedException {
        run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-C",
                file.getFileName() + "@test",
                "-f",
                file.toString()));
        return new SshKey(file);
    }

    /** Returns the public key, as it stands in {@code authorized_keys}. */
    String line() {
        try {
            return Files.readString(file.resolveSibling(file.getFileName() + ".pub"), UTF_8)
                    .strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns what a command at the other end says, or why nobody was let in; no other key and no password is tried. */
    String says(String where, String command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("ssh", "-F", "none", "-i", file.toString()));
        for (String option : List.of(
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "StrictHostKeyChecking=no",
                "UserKnownHostsFile=/dev/null",
                "ConnectTimeout=10")) {
            words.add("-o");
            words.add(option);
        }
        words.add(where);
        words.add(command);
        return run(words);
    }

    private static String run(List<String> words) throws IOException, InterruptedException {
        Path output = Files.createTempFile("ssh", ".out");
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s", words).isTrue();
            return Files.readString(output, UTF_8);
        } finally {
            Files.delete(output);
        }
    }
}
