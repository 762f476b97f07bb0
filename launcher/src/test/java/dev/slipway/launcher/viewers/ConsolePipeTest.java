package dev.slipway.launcher.viewers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class ConsolePipeTest {
    private static final int RING = 256 * 1024;

    @TempDir
    Path path;

    private final SerialHistory line = new SerialHistory(RING);
    private Path file;
    private ConsolePipe pipe;

    @BeforeEach
    void begin() {
        file = path.resolve("console.pipe");
        pipe = new ConsolePipe(file);
    }

    @Test
    void reader_that_comes_late_gets_the_line_from_its_beginning_to_its_end() throws Exception {
        pipe.show(line);
        write("SeaBIOS\r\n");
        make();
        Process reader = reader();
        write("login: ");
        line.end();
        pipe.end();
        assertThat(all(reader)).isEqualTo("SeaBIOS\r\nlogin: ");
    }

    @Test
    void line_without_a_reader_does_not_wait_and_a_later_reader_is_told_what_it_missed() throws Exception {
        make();
        pipe.show(line);
        String chunk = "x".repeat(16 * 1024);
        for (int i = 0; i < 100; i++) {
            write(chunk);
        }
        Process reader = reader();
        write("still here\r\n");
        line.end();
        pipe.end();
        assertThat(all(reader))
                .contains(" bytes are missing here: this log was read too slowly]\r\n")
                .endsWith("still here\r\n")
                .hasSizeLessThan(2 * RING);
    }

    @Test
    void reader_ends_with_a_launcher_that_never_had_a_line() throws Exception {
        make();
        Process reader = reader();
        pipe.end();
        assertThat(all(reader)).isEmpty();
    }

    @Test
    void end_does_not_wait_for_a_reader_that_hangs() throws Exception {
        make();
        Process deaf = new ProcessBuilder("sh", "-c", "exec sleep 60 < console.pipe")
                .directory(path.toFile())
                .start();
        pipe.show(line);
        write("x".repeat(RING));
        line.end();
        long begin = System.nanoTime();
        pipe.end();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        deaf.destroyForcibly().waitFor();
    }

    @Test
    void file_that_is_no_pipe_is_left_alone() throws Exception {
        Files.writeString(file, "mine");
        pipe.show(line);
        write("text");
        line.end();
        pipe.end();
        assertThat(file).hasContent("mine");
    }

    private void write(String text) {
        line.append(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private void make() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private Process reader() throws IOException {
        Process reader = new ProcessBuilder("cat", file.toString())
                .redirectOutput(path.resolve("log").toFile())
                .start();
        await().until(() -> hasOpened(reader));
        return reader;
    }

    private boolean hasOpened(Process reader) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(reader.pid()), "fd"))) {
            return open.anyMatch(this::isPipe);
        }
    }

    private boolean isPipe(Path descriptor) {
        try {
            return Files.isSameFile(descriptor, file);
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    /** Returns all that the reader got, once it has ended as a container must that is no failure. */
    private String all(Process reader) throws IOException, InterruptedException {
        assertThat(reader.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.exitValue()).isZero();
        return Files.readString(path.resolve("log"));
    }
}
