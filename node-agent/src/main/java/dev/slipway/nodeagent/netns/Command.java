package dev.slipway.nodeagent.netns;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a short program to its end: bounded in time and output, and gone when the caller has its answer. */
public final class Command {
    private static final int LONGEST_OUTPUT = 1 << 20;

    private Command() {}

    /**
     * What a program said.
     *
     * @param exitCode 0 if it is content
     * @param output its standard output
     * @param errors its standard error
     */
    public record Result(int exitCode, String output, String errors) {}

    /**
     * Runs a program.
     *
     * @param arguments program and arguments
     * @param environment its whole environment beside {@code PATH}
     * @param input its standard input
     * @throws IOException if it does not exist or is not ready in time; then it is killed
     */
    public static Result run(List<String> arguments, Map<String, String> environment, String input, Duration deadline)
            throws IOException {
        var builder = new ProcessBuilder(arguments);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            CompletableFuture<String> output = collect(process.getInputStream());
            CompletableFuture<String> errors = collect(process.getErrorStream());
            write(process, input);
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("'%s' was not ready within %d s and was killed"
                        .formatted(String.join(" ", arguments), deadline.toSeconds()));
            }
            return new Result(
                    process.exitValue(), output.join().strip(), errors.join().strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while '" + arguments.getFirst() + "' ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program may end without reading all of its input; its exit code says whether that is an error. */
    private static void write(Process process, String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Broken pipe: see above.
        }
    }

    private static CompletableFuture<String> collect(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(new String(stream.readNBytes(LONGEST_OUTPUT), StandardCharsets.UTF_8));
                stream.transferTo(OutputStream.nullOutputStream());
            } catch (IOException | UncheckedIOException e) {
                text.complete("");
            }
        });
        return text;
    }
}
