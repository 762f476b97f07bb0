package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.run.FileServer.Behaviour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real importer process in the middle, and starts another one for the same volume. */
class ImportResumeTest {
    private static final long SIZE = 96 << 20;
    private static final long VOLUME = 100 << 20;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path raw;

    @BeforeAll
    static void makeImage() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 2);
    }

    private Process start(String url, String more) throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.createDirectories(directory.resolve("run"));
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.slipway.importer.Main",
                        "import")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "SLIPWAY_DATA",
                        directory.resolve("data").toString(),
                        "SLIPWAY_RUN",
                        directory.resolve("run").toString(),
                        "SLIPWAY_LOOPBACK_SOURCES",
                        "allowed",
                        "SLIPWAY_IMPORT",
                        "{\"source\":{\"http\":{\"url\":\"" + url + "\"" + more + "}},\"size\":" + VOLUME + "}"));
        return builder.start();
    }

    /** Starts, waits until some of the image is confirmed in the journal, and kills. */
    private void startAndKill(String url, String more) throws Exception {
        Path journal = directory.resolve("data/.slipway-import.json");
        Process process = start(url, more);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!confirmed(journal)) {
                assertThat(System.nanoTime()).as("nothing confirmed: " + log()).isLessThan(deadline);
                assertThat(process.isAlive()).as(log()).isTrue();
                Thread.sleep(20);
            }
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS); // SIGKILL
        }
        assertThat(directory.resolve("data/disk.img")).doesNotExist();
    }

    private static boolean confirmed(Path journal) throws IOException {
        return Files.exists(journal) && !Files.readString(journal).contains("\"confirmed\":0,");
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private void finish(String url, String more) throws Exception {
        Process process = start(url, more);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log()).isZero();
        assertThat(Files.readString(directory.resolve("run/termination"))).contains("\"result\":\"succeeded\"");
        String disk = directory.resolve("data/disk.img").toString();
        assertThat(Images.run(List.of("qemu-img", "compare", "-f", "raw", "-F", "raw", disk, raw.toString())))
                .contains("Images are identical");
    }

    /** Each piece once: what the killed import had asked for may reach the server late. */
    private static long downloaded(FileServer server, int firstRequests) {
        return server.requests().stream()
                .skip(firstRequests)
                .map(request -> request.fields().getOrDefault("range", "bytes=0-" + (SIZE - 1)))
                .distinct()
                .mapToLong(range -> {
                    String[] bounds = range.substring("bytes=".length()).split("-");
                    return Math.min(Long.parseLong(bounds[1]), SIZE - 1) - Long.parseLong(bounds[0]) + 1;
                })
                .sum();
    }

    private static Behaviour slow() {
        Behaviour behaviour = Behaviour.sound();
        behaviour.pauseMillisPerMib = 120;
        return behaviour;
    }

    @Test
    void killed_import_of_a_raw_image_goes_on_where_it_was() throws Exception {
        try (FileServer server = new FileServer(raw).behave(slow())) {
            startAndKill(server.url("disk.raw"), "");
            int requests = server.requests().size();
            server.behave(Behaviour.sound());
            finish(server.url("disk.raw"), "");
            assertThat(downloaded(server, requests)).isLessThan(SIZE);
        }
    }

    @Test
    void killed_import_with_checksum_reads_what_it_has_from_the_volume() throws Exception {
        String more = ",\"checksum\":\"sha256:" + HttpImportTest.sha256(raw) + "\"";
        try (FileServer server = new FileServer(raw).behave(slow())) {
            startAndKill(server.url("disk.raw"), more);
            int requests = server.requests().size();
            server.behave(Behaviour.sound());
            finish(server.url("disk.raw"), more);
            assertThat(downloaded(server, requests)).isLessThan(SIZE);
        }
    }

    @Test
    void killed_import_of_a_compressed_qcow2_image_goes_on() throws Exception {
        Path qcow2 = Images.convert(raw, directory.resolve("disk.qcow2"), "qcow2", "-c");
        Behaviour crawling = slow();
        crawling.pauseMillisPerMib = 300;
        try (FileServer server = new FileServer(qcow2).behave(crawling)) {
            startAndKill(server.url("disk.qcow2"), "");
            server.behave(Behaviour.sound());
            finish(server.url("disk.qcow2"), "");
        }
    }

    @Test
    void killed_import_of_packed_data_is_downloaded_again_and_comes_out_right() throws Exception {
        Path packed = directory.resolve("disk.raw.zst");
        Images.run(List.of("zstd", "-q", raw.toString(), "-o", packed.toString()));
        Behaviour crawling = slow();
        crawling.pauseMillisPerMib = 300;
        try (FileServer server = new FileServer(packed).behave(crawling)) {
            startAndKill(server.url("disk.raw.zst"), "");
            server.behave(Behaviour.sound());
            finish(server.url("disk.raw.zst"), "");
        }
    }

    @Test
    void import_begins_anew_if_the_file_changed_meanwhile() throws Exception {
        try (FileServer server = new FileServer(raw).behave(slow())) {
            startAndKill(server.url("disk.raw"), "");
            int requests = server.requests().size();
            Behaviour changed = Behaviour.sound();
            changed.etag = "\"two\"";
            server.behave(changed);
            finish(server.url("disk.raw"), "");
            assertThat(downloaded(server, requests)).isGreaterThanOrEqualTo(SIZE);
        }
    }
}
