package dev.slipway.standalone.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class KilledStoreTest {
    private static final int ROUNDS = 3;
    private static final int WRITES = 200;

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void every_acknowledged_write_is_there_after_a_kill() throws Exception {
        Path file = folder.resolve("state.db");
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(scribbleUntilKilled(file, "r" + round + "-"));
        }

        try (ObjectStore store = ObjectStore.open(file)) {
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * WRITES);
            assertThat(acknowledged).allMatch(name -> store.get(Notes.key(name)).isPresent());
        }
    }

    private static List<String> scribbleUntilKilled(Path file, String prefix) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Scribbler.class.getName(),
                        file.toString(),
                        prefix)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < WRITES; i++) {
                String name = output.readLine();
                assertThat(name).as("the child ended by itself").isNotNull();
                acknowledged.add(name);
            }
            // Through the handle, because Process.destroyForcibly also closes the pipe.
            child.toHandle().destroyForcibly();
            // What it had printed before the kill was acknowledged too; a torn last line was not.
            output.lines().filter(name -> name.matches("r\\d+-\\d+")).forEach(acknowledged::add);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        return acknowledged;
    }
}
