package dev.slipway.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LauncherCommandTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    @TempDir
    Path path;

    @Test
    void cache_is_named_only_if_it_is_there() throws Exception {
        Path jar = path.resolve("launcher.jar");
        Path cache = path.resolve("launcher.aot");
        assertThat(LauncherCommand.of(JAVA, jar, cache)).noneMatch(word -> word.startsWith("-XX:AOTCache"));
        Files.writeString(cache, "x");
        assertThat(LauncherCommand.of(JAVA, jar, cache)).contains("-XX:AOTCache=" + cache);
    }

    @Test
    void flags_are_those_of_the_file_that_the_script_reads() {
        assertThat(LauncherCommand.jvmFlags())
                .contains("-XX:+UseSerialGC", "-Xint")
                .allMatch(flag -> flag.startsWith("-"));
    }

    @Test
    void script_starts_a_launcher_in_its_run_directory() throws Exception {
        Path home = Files.createDirectory(path.resolve("home"));
        Files.createSymbolicLink(
                home.resolve("slipway-launcher.jar"),
                Path.of("target", "classes").toAbsolutePath());
        Files.write(home.resolve("jvm-flags.txt"), LauncherCommand.jvmFlags());
        Path run = path.resolve("run-" + "x".repeat(100)); // longer than a socket's path may be
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of("src", "main", "dist", "slipway-launcher")
                                .toAbsolutePath()
                                .toString(),
                        "--run-dir",
                        run.toString(),
                        "--name",
                        "ns/vm",
                        "--uid",
                        "u")
                .inheritIO();
        builder.environment().put("SLIPWAY_HOME", home.toString());
        builder.environment().put("SLIPWAY_JAVA", JAVA.toString());
        Process process = builder.start();
        try {
            while (!Files.exists(run.resolve("control.sock"))) {
                assertThat(process.isAlive()).isTrue();
                Thread.sleep(20);
            }
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(run.resolve("termination")).content().contains("\"end\":\"stopped\"");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void wrong_command_line_is_explained() throws Exception {
        Process process = new ProcessBuilder(
                        JAVA.toString(), "-cp", "target/classes", Main.class.getName(), "--run-dri", "/x")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(output).startsWith("unknown option '--run-dri'").contains("usage: slipway-launcher --run-dir DIR");
    }
}
