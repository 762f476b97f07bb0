package dev.slipway.importer.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.SourceProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.run.FileServer.Behaviour;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpImportTest {
    private static final long SIZE = 21_000_192; // 41016 sectors: not a multiple of the page size
    private static final long VOLUME = 32 << 20;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path raw;
    private static Path qcow2;

    @BeforeAll
    static void makeImages() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 1);
        qcow2 = Images.convert(raw, shared.resolve("disk.qcow2"), "qcow2");
    }

    private ImportFixture fixture() {
        return new ImportFixture(directory);
    }

    private void assertDisk() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(fixture().disk().toFile(), "r")) {
            byte[] bytes = new byte[(int) SIZE];
            file.readFully(bytes);
            assertThat(bytes).isEqualTo(Files.readAllBytes(raw));
            assertThat(file.length()).isEqualTo(VOLUME);
        }
    }

    @Test
    void raw_image_becomes_a_sparse_disk_of_the_asked_size() throws Exception {
        try (FileServer server = new FileServer(raw)) {
            Termination.Succeeded end = fixture().run(server.url("disk.raw"), VOLUME);
            assertThat(end).isEqualTo(new Termination.Succeeded("raw", SIZE));
            assertDisk();
            long allocated = Long.parseLong(Images.run(java.util.List.of(
                            "stat", "-c", "%b", fixture().disk().toString()))
                    .strip());
            assertThat(allocated * 512).isLessThan(SIZE);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(fixture().disk())))
                    .isEqualTo("rw-rw----");
        }
    }

    @Test
    void qcow2_image_is_unpacked() throws Exception {
        try (FileServer server = new FileServer(qcow2)) {
            assertThat(fixture().run(server.url("disk.qcow2"), VOLUME))
                    .isEqualTo(new Termination.Succeeded("qcow2", SIZE));
            assertDisk();
        }
    }

    @Test
    void server_without_ranges_is_read_front_to_back() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.ranges = false;
        try (FileServer server = new FileServer(qcow2).behave(behaviour)) {
            fixture().run(server.url("disk.qcow2"), VOLUME);
            assertDisk();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void chunked_replies_are_understood() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.chunked = true;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void chunked_replies_without_ranges_are_understood() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.chunked = true;
        behaviour.ranges = false;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void raw_image_whose_end_nobody_knows_is_refused() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.length = false;
        behaviour.ranges = false;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            assertThat(fixture().problem(server.url("disk.raw"), VOLUME))
                    .isInstanceOf(SourceProblem.LengthUnknown.class);
            fixture().expecting("sha256:" + sha256(raw)).run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void connections_that_break_are_taken_up_where_they_broke() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.cutAfterBytes = 1_234_567;
        behaviour.cutUntilRequest = 15;
        try (FileServer server = new FileServer(qcow2).behave(behaviour)) {
            fixture().run(server.url("disk.qcow2"), VOLUME);
            assertDisk();
            assertThat(server.requests()).hasSizeGreaterThan(10);
        }
    }

    @Test
    void broken_download_without_ranges_is_read_again_if_the_file_is_proven_the_same() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.ranges = false;
        behaviour.cutAfterBytes = 9_000_000;
        behaviour.cutUntilRequest = 2;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            assertDisk();
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void broken_download_without_ranges_and_proof_fails_and_may_be_retried() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.ranges = false;
        behaviour.etag = "";
        behaviour.cutAfterBytes = 9_000_000;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            ImportProblem problem = fixture().problem(server.url("disk.raw"), VOLUME);
            assertThat(problem).isInstanceOf(SourceProblem.SourceUnavailable.class);
            assertThat(problem.retry()).isTrue();
        }
    }

    @Test
    void passing_server_errors_are_waited_out() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.status = 503;
        behaviour.statusUntilRequest = 4;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void lasting_server_errors_end_the_attempt_and_may_be_retried() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.status = 503;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            ImportProblem problem = fixture().problem(server.url("disk.raw"), VOLUME);
            assertThat(problem.code()).isEqualTo("SOURCE_UNAVAILABLE");
            assertThat(problem.sentence()).contains("the server answers 503");
        }
    }

    @Test
    void missing_file_fails_at_once_and_for_good() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.status = 404;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            ImportProblem problem = fixture().problem(server.url("disk.raw"), VOLUME);
            assertThat(problem).isInstanceOf(SourceProblem.NotFound.class);
            assertThat(problem.retry()).isFalse();
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void credentials_are_sent_and_their_lack_is_named() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.authorization = "Basic " + Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8));
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            assertThat(fixture().problem(server.url("disk.raw"), VOLUME).sentence())
                    .contains("no credentials were given");
            fixture().with(Map.of("Authorization", behaviour.authorization)).run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void file_that_changes_in_the_middle_is_imported_anew() throws Exception {
        Behaviour behaviour = Behaviour.sound();
        behaviour.etagChangesAtRequest = 3;
        try (FileServer server = new FileServer(raw).behave(behaviour)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void right_checksum_passes_and_a_wrong_one_leaves_no_disk() throws Exception {
        try (FileServer server = new FileServer(qcow2)) {
            ImportProblem problem =
                    fixture().expecting("sha256:" + "0".repeat(64)).problem(server.url("disk.qcow2"), VOLUME);
            assertThat(problem).isInstanceOf(SourceProblem.ChecksumMismatch.class);
            assertThat(problem.sentence()).contains(sha256(qcow2));
            fixture().expecting("SHA256:" + sha256(qcow2)).run(server.url("disk.qcow2"), VOLUME);
            assertDisk();
        }
    }

    @Test
    void image_larger_than_the_volume_is_refused_before_it_is_downloaded() throws Exception {
        try (FileServer server = new FileServer(raw)) {
            ImportProblem problem = fixture().problem(server.url("disk.raw"), 20 << 20);
            assertThat(problem).isInstanceOf(VolumeProblem.VirtualSizeTooLarge.class);
            assertThat(problem.sentence()).contains("21000192 bytes").contains("20971520 bytes");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void finished_import_is_not_done_twice() throws Exception {
        try (FileServer server = new FileServer(raw)) {
            fixture().run(server.url("disk.raw"), VOLUME);
            int requests = server.requests().size();
            assertThat(fixture().run(server.url("disk.raw"), VOLUME)).isEqualTo(new Termination.Succeeded("raw", SIZE));
            assertThat(server.requests()).hasSize(requests);
        }
    }

    @Test
    void preallocated_disk_has_all_its_storage() throws Exception {
        try (FileServer server = new FileServer(qcow2)) {
            fixture().preallocating().run(server.url("disk.qcow2"), VOLUME);
            assertDisk();
            long allocated = Long.parseLong(Images.run(java.util.List.of(
                            "stat", "-c", "%b", fixture().disk().toString()))
                    .strip());
            assertThat(allocated * 512).isGreaterThanOrEqualTo(VOLUME);
        }
    }

    @Test
    void journal_tells_no_secret_of_the_url() throws Exception {
        try (FileServer server = new FileServer(raw)) {
            String url = server.url("disk.raw?signature=geheim").replace("http://", "http://me:geheim@");
            fixture().run(url, VOLUME);
            assertThat(Files.readString(directory.resolve(".slipway-import.json")))
                    .doesNotContain("geheim");
        }
    }

    @Test
    void progress_ends_with_all_bytes() throws Exception {
        try (FileServer server = new FileServer(qcow2)) {
            fixture().run(server.url("disk.qcow2"), VOLUME);
            long size = Files.size(qcow2);
            assertThat(Files.readString(fixture().progress()))
                    .isEqualTo("{\"phase\":\"Verifying\",\"bytes\":" + size + ",\"totalBytes\":" + size
                            + ",\"percent\":100.0}");
        }
    }

    @Test
    void empty_file_is_named_as_such() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        try (FileServer server = new FileServer(empty)) {
            assertThat(fixture().problem(server.url("disk.raw"), VOLUME)).isInstanceOf(ImageProblem.ImageEmpty.class);
        }
    }

    static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
