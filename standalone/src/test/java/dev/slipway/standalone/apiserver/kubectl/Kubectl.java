package dev.slipway.standalone.apiserver.kubectl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs kubectl with its own home, as one of the users of a kubeconfig. */
public record Kubectl(Path program, Path home, String context, Map<String, String> environment) {
    private static final long SECONDS = 60;

    /** What a run left behind. */
    public record Outcome(int exit, String out, String err) {
        /** Holds if the command succeeded and said nothing on standard error. */
        public Outcome clean() {
            assertThat(err).isEmpty();
            assertThat(exit).as(out).isZero();
            return this;
        }

        public Outcome failed(int expected) {
            assertThat(exit).as(out + err).isEqualTo(expected);
            return this;
        }

        public void prints(String exactly) {
            assertThat(out).isEqualTo(exactly);
        }

        public void printsLike(String pattern) {
            assertThat(out).matches("(?s)" + pattern);
        }

        public void complains(String exactly) {
            assertThat(err).isEqualTo(exactly);
        }
    }

    public Kubectl as(String user) {
        return new Kubectl(program, home, user, environment);
    }

    public Kubectl with(String variable, String value) {
        return new Kubectl(program, home, context, Map.of(variable, value));
    }

    public Outcome run(String... arguments) {
        return run("", arguments);
    }

    /** Runs with text on standard input. */
    public Outcome run(String input, String[] arguments) {
        try {
            return finish(start(arguments), input);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while kubectl ran", e);
        }
    }

    /** Runs {@code kubectl <verb> -f -} on a manifest. */
    public Outcome file(String manifest, String... arguments) {
        return run(
                manifest,
                Stream.concat(Stream.of(arguments), Stream.of("-f", "-")).toArray(String[]::new));
    }

    public Running start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--context",
                context,
                "--cache-dir",
                home.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(home, "out", ".txt");
        Path err = Files.createTempFile(home, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("KUBECONFIG", home.resolve("config").toString());
        builder.environment().putAll(environment);
        return new Running(builder.start(), out, err);
    }

    /** A command that has not ended yet. */
    public record Running(Process process, Path out, Path err) implements AutoCloseable {
        public String outSoFar() {
            try {
                return Files.readString(out);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private static Outcome finish(Running running, String input) throws IOException, InterruptedException {
        try (running) {
            try (var in = running.process().outputWriter()) {
                in.write(input);
            } catch (IOException ignored) {
                // The command ended without reading all; its outcome tells.
            }
            assertThat(running.process().waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("kubectl ended within %d s; so far: %s", SECONDS, running.outSoFar())
                    .isTrue();
            return new Outcome(
                    running.process().exitValue(), Files.readString(running.out()), Files.readString(running.err()));
        }
    }

    /** Finds the binary on the PATH. */
    public static java.util.Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
