package dev.slipway.standalone.kubelet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTest {
    private static final long ALL = Long.MAX_VALUE;

    @TempDir
    private Path kubelet;

    private ContainerProcess process;
    private ContainerLog log;

    @BeforeEach
    void make() {
        process = new ContainerProcess(PodDirectory.of(kubelet, "uid").container("main"));
        log = ContainerLog.of(kubelet, "uid", "main");
    }

    @AfterEach
    void end() throws IOException {
        process.kill();
    }

    @Test
    void container_that_was_never_started_has_no_log() {
        assertThat(log.exists(false)).isFalse();
        assertThat(log.exists(true)).isFalse();
    }

    @Test
    void log_of_the_life_before_is_kept_over_a_restart() throws Exception {
        runToItsEnd("echo first");
        runToItsEnd("echo second");
        assertThat(text(wanted(false, false, ALL, ALL))).isEqualTo("second\n");
        assertThat(text(wanted(true, false, ALL, ALL))).isEqualTo("first\n");
    }

    @Test
    void tail_counts_lines_over_several_blocks_and_with_an_open_last_line() throws Exception {
        String lines =
                IntStream.range(0, 30_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        write(lines);
        assertThat(text(wanted(false, false, 2, ALL))).isEqualTo("line 29998\nline 29999\n");
        assertThat(text(wanted(false, false, 20_000, ALL)).lines())
                .hasSize(20_000)
                .first()
                .isEqualTo("line 10000");
        assertThat(text(wanted(false, false, 0, ALL))).isEmpty();
        assertThat(text(wanted(false, false, 40_000, ALL))).isEqualTo(lines);
        write("one\ntwo\nthree");
        assertThat(text(wanted(false, false, 2, ALL))).isEqualTo("two\nthree");
    }

    @Test
    void limit_cuts_after_so_many_bytes() throws Exception {
        write("one\ntwo\nthree\n");
        assertThat(text(wanted(false, false, 2, 5))).isEqualTo("two\nt");
    }

    @Test
    void lines_have_the_time_they_begin_with_or_that_of_the_line_before() throws Exception {
        write("JVM warning\n2026-01-31T08:30:00.250Z launched\n\tat somewhere\n2026-01-31T09:30:00+00:00 ended");
        Path wrapper = Files.writeString(process.log().resolveSibling("wrapper"), "1 1");
        Files.setLastModifiedTime(wrapper, FileTime.from(Instant.parse("2026-01-31T08:29:00Z")));
        assertThat(text(new ContainerLog.Wanted(false, false, ALL, ALL, Instant.MIN, true))
                        .lines())
                .containsExactly(
                        "2026-01-31T08:29:00Z JVM warning",
                        "2026-01-31T08:30:00.250Z 2026-01-31T08:30:00.250Z launched",
                        "2026-01-31T08:30:00.250Z \tat somewhere",
                        "2026-01-31T09:30:00Z 2026-01-31T09:30:00+00:00 ended");
        Instant nine = Instant.parse("2026-01-31T09:00:00Z");
        assertThat(text(new ContainerLog.Wanted(false, false, ALL, ALL, nine, false))
                        .lines())
                .contains("2026-01-31T09:30:00+00:00 ended")
                .doesNotContain("\tat somewhere");
        assertThat(text(new ContainerLog.Wanted(false, false, 2, ALL, Instant.MIN, true))
                        .lines())
                .containsExactly(
                        "2026-01-31T08:30:00.250Z \tat somewhere",
                        "2026-01-31T09:30:00Z 2026-01-31T09:30:00+00:00 ended");
    }

    @Test
    void following_goes_on_until_the_container_ends() throws Exception {
        start("echo begin; until [ -e \"$GO\" ]; do sleep 0.05; done; echo end");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Thread reader = Thread.startVirtualThread(() -> copy(wanted(false, true, ALL, ALL), read));
        await().atMost(20, SECONDS).until(() -> read.toString(UTF_8).equals("begin\n"));
        Files.createFile(kubelet.resolve("go"));
        assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(read.toString(UTF_8)).isEqualTo("begin\nend\n");
    }

    @Test
    void full_log_begins_anew_and_who_follows_it_goes_on() throws Exception {
        start("yes 0123456789abcdef | head -n 200; until [ -e \"$GO\" ]; do sleep 0.05; done; echo end");
        await().atMost(20, SECONDS).until(() -> Files.exists(process.log()) && Files.size(process.log()) == 200 * 17);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Thread reader = Thread.startVirtualThread(() -> copy(wanted(false, true, ALL, ALL), read));
        await().atMost(20, SECONDS).until(() -> read.size() == 200 * 17);

        LogBounds.of(kubelet, 200 * 17).look();
        assertThat(process.log()).hasSize(200 * 17);
        LogBounds.of(kubelet, 1700).look();
        assertThat(process.log()).isEmptyFile();
        assertThat(LogBounds.copyOf(process.log())).hasSize(1700);

        Files.createFile(kubelet.resolve("go"));
        assertThat(reader.join(java.time.Duration.ofSeconds(20))).isTrue();
        assertThat(read.toString(UTF_8)).endsWith("0123456789abcdef\nend\n").hasSize(200 * 17 + 4);
        assertThat(process.log()).hasContent("end\n");
    }

    private void runToItsEnd(String script) throws Exception {
        start(script);
        process.ended().get(20, SECONDS);
    }

    private void start(String script) throws IOException {
        process.start(
                new ContainerCommand(
                        List.of("sh", "-c", script),
                        Map.of("GO", kubelet.resolve("go").toString(), "PATH", "/usr/bin:/bin"),
                        kubelet.resolve("termination")),
                kubelet);
    }

    private void write(String text) throws IOException {
        Files.createDirectories(process.log().getParent());
        Files.writeString(process.log(), text);
    }

    private String text(ContainerLog.Wanted wanted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        copy(wanted, out);
        return out.toString(UTF_8);
    }

    private void copy(ContainerLog.Wanted wanted, ByteArrayOutputStream out) {
        try {
            log.copy(wanted, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ContainerLog.Wanted wanted(boolean previous, boolean follow, long tailLines, long limitBytes) {
        return new ContainerLog.Wanted(previous, follow, tailLines, limitBytes, Instant.MIN, false);
    }
}
