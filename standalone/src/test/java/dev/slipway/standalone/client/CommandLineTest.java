package dev.slipway.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code ./slipway} itself: what it says to words that it does not know, and how it builds. */
class CommandLineTest {
    private static final Path SLIPWAY = Path.of("..", "slipway");

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "up --node 2, slipway: --node is not an option of up. See ./slipway --help.",
        "up --nodes, slipway: --nodes needs a value. See ./slipway --help.",
        "down --machine, slipway: --machine is not an option of down. See ./slipway --help.",
        "logs --follow, slipway: --follow is not an option of logs. See ./slipway --help.",
        "status now, slipway: now is not an option of status. See ./slipway --help.",
        "demo tiny, slipway: tiny is not an option of demo. See ./slipway --help.",
        "completion fish, 'slipway: completion knows bash and zsh, not ''fish''.'"
    })
    void word_that_a_command_does_not_know_is_named(String words, String sentence) throws Exception {
        Said said = slipway(words.split(" "));

        assertThat(said.text().strip()).isEqualTo(sentence);
        assertThat(said.code()).isEqualTo(1);
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void every_command_says_how_it_is_used() throws Exception {
        Said said = slipway("down", "--help");

        assertThat(said.text()).contains("./slipway down [--machines]");
        assertThat(said.code()).isZero();
    }

    @Test
    void what_is_not_there_yet_says_what_makes_it() throws Exception {
        assertThat(slipway("logs").text().strip())
                .isEqualTo("slipway: there is no log in " + data + " yet; ./slipway up makes it.");
        assertThat(slipway("kubeconfig").text().strip())
                .isEqualTo("slipway: there is no kubeconfig in " + data + " yet; ./slipway up makes it.");
    }

    @Test
    void two_builds_of_one_checkout_are_one() throws Exception {
        Path checkout = checkoutWithMavenThat("echo built >>builds; sleep 2");

        Process first = build(checkout);
        Process second = build(checkout);

        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
        assertThat(checkout.resolve("builds")).hasContent("built");
    }

    @Test
    void build_that_is_broken_off_leaves_nothing_running() throws Exception {
        Path checkout = checkoutWithMavenThat("echo $$ >pid; sleep 300 & wait");
        Process build = build(checkout);
        Path pid = checkout.resolve("pid");
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
        ProcessHandle maven =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        List<ProcessHandle> both =
                Stream.concat(Stream.of(maven), maven.descendants()).toList();

        build.destroy();

        assertThat(build.waitFor()).isNotZero();
        await().atMost(Duration.ofMinutes(1)).until(() -> both.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** A checkout with nothing in it but the script, whose Maven runs this in it. */
    private Path checkoutWithMavenThat(String script) throws IOException {
        Path checkout = Files.createDirectories(data.resolve("checkout"));
        Files.copy(SLIPWAY, checkout.resolve("slipway"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(checkout.resolve("standalone/target/quarkus-app"));
        Path maven = Files.createDirectories(data.resolve("cache/slipway/apache-maven-3.9.14/bin"))
                .resolve("mvn");
        Files.writeString(maven, "#!/bin/bash\ncd '" + checkout + "'\n" + script + "\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        return checkout;
    }

    private Process build(Path checkout) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(checkout.resolve("slipway").toString(), "build")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("XDG_CACHE_HOME", data.resolve("cache").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private Said slipway(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SLIPWAY.toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private record Said(int code, String text) {}
}
