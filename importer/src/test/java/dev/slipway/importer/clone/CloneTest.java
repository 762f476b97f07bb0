package dev.slipway.importer.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.run.Images;
import dev.slipway.importer.run.ImportRequest;
import dev.slipway.importer.run.ProgressFile;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.run.WorkPlace;
import dev.slipway.importer.source.DataMap;
import dev.slipway.importer.source.DiskState;
import dev.slipway.importer.stream.Span;
import dev.slipway.importer.upload.TestCertificates;
import dev.slipway.importer.volume.DiskFile;
import dev.slipway.importer.volume.Journal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneTest {
    private static final long SIZE = 40 << 20;
    private static final String CLAIM = "shop/golden/uid-1";

    @TempDir
    Path directory;

    private Path source;
    private Path target;

    @BeforeEach
    void makeClaims() throws Exception {
        source = Files.createDirectories(directory.resolve("source"));
        target = Files.createDirectories(directory.resolve("target"));
    }

    @Test
    void clone_has_the_bytes_and_the_holes_of_its_source() throws Exception {
        disk(SIZE);
        assertThat(local(SIZE)).isEqualTo(new Termination.Succeeded("raw", SIZE));
        assertClone();
        assertThat(Files.readString(directory.resolve("progress.json"))).contains("\"percent\":100.0");
    }

    @Test
    void clone_may_be_larger_than_its_source() throws Exception {
        disk(SIZE);
        local(SIZE + (64 << 20));
        assertThat(Files.size(target.resolve("disk.img"))).isEqualTo(SIZE + (64 << 20));
        assertThat(Files.mismatch(source.resolve("disk.img"), target.resolve("disk.img")))
                .isEqualTo(SIZE);
    }

    @Test
    void disk_that_its_guest_made_look_like_an_image_is_cloned_as_it_is() throws Exception {
        Images.run(List.of(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-u",
                "-b",
                "/etc/passwd",
                "-F",
                "raw",
                source.resolve("disk.img").toString(),
                "1G"));
        long size = Files.size(source.resolve("disk.img"));
        local(size);
        assertClone();
    }

    @Test
    void source_that_is_larger_than_the_clone_is_refused_with_both_sizes() throws Exception {
        disk(SIZE);
        ImportFailure failure = catchThrowableOfType(ImportFailure.class, () -> local(SIZE - 512));
        assertThat(failure.problem().code()).isEqualTo("VIRTUAL_SIZE_TOO_LARGE");
        assertThat(failure.problem().sentence()).contains("at least " + SIZE + " bytes");
        assertThat(target.resolve("disk.img")).doesNotExist();
    }

    @Test
    void claim_without_a_disk_is_named() {
        ImportFailure failure = catchThrowableOfType(ImportFailure.class, () -> local(SIZE));
        assertThat(failure.problem().code()).isEqualTo("SOURCE_WITHOUT_DISK");
        assertThat(failure.problem().sentence()).contains("'" + CLAIM + "'", "disk.img");
    }

    @Test
    void source_that_is_written_to_meanwhile_is_not_cloned() throws Exception {
        disk(SIZE);
        Path disk = source.resolve("disk.img");
        Thread guest = Thread.ofPlatform().start(() -> {
            try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
                for (int i = 0; !Thread.interrupted(); i++) {
                    file.seek(0);
                    file.write(i);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            ImportFailure failure = catchThrowableOfType(ImportFailure.class, () -> local(SIZE));
            assertThat(failure.problem().code()).isEqualTo("SOURCE_IN_USE");
            assertThat(failure.problem().retry()).isTrue();
        } finally {
            guest.interrupt();
            guest.join();
        }
        assertThat(target.resolve("disk.img")).doesNotExist();
    }

    @Test
    void clone_that_was_cut_off_continues() throws Exception {
        disk(SIZE);
        Path disk = source.resolve("disk.img");
        local(SIZE);
        Journal whole = Journal.read(target.resolve(".slipway-import.json")).orElseThrow();
        // As a killed importer leaves it: the first 16 MiB safe, the rest not written.
        Files.move(target.resolve("disk.img"), target.resolve(".slipway-import.partial"));
        try (RandomAccessFile file =
                new RandomAccessFile(target.resolve(".slipway-import.partial").toFile(), "rw")) {
            file.setLength(16 << 20);
            file.setLength(SIZE);
        }
        new Journal(whole.source(), SIZE, 16 << 20, false, "raw", SIZE).write(target.resolve(".slipway-import.json"));
        byte[] mark = "kept".getBytes(StandardCharsets.US_ASCII);
        mark(target.resolve(".slipway-import.partial"), mark);
        local(SIZE);
        // The mark inside of what was safe shows that it was not written anew; behind it all is as in the source.
        assertThat(Files.mismatch(disk, target.resolve("disk.img"))).isEqualTo(100);
        mark(disk, mark);
        assertClone();
    }

    @Test
    void disk_of_another_pod_comes_over_mutual_tls() throws Exception {
        disk(SIZE);
        TestCertificates authority = new TestCertificates();
        MutualTls serving = authority.write(directory.resolve("server-tls"), "cdi-clone-source.shop.svc");
        authority.write(directory.resolve("run/tls"), "client");
        try (DiskServer server = serve(serving)) {
            assertThat(remote(server, "cdi-clone-source.shop.svc", SIZE))
                    .isEqualTo(new Termination.Succeeded("raw", SIZE));
        }
        assertClone();
    }

    @Test
    void pod_with_another_name_is_not_believed() throws Exception {
        disk(SIZE);
        TestCertificates authority = new TestCertificates();
        MutualTls serving = authority.write(directory.resolve("server-tls"), "cdi-clone-source.shop.svc");
        authority.write(directory.resolve("run/tls"), "client");
        try (DiskServer server = serve(serving)) {
            ImportFailure failure =
                    catchThrowableOfType(ImportFailure.class, () -> remote(server, "another.shop.svc", SIZE));
            assertThat(failure.problem().code()).isEqualTo("CERTIFICATE_REFUSED");
        }
    }

    @Test
    void stranger_gets_no_byte_of_the_disk() throws Exception {
        disk(SIZE);
        TestCertificates authority = new TestCertificates();
        MutualTls serving = authority.write(directory.resolve("server-tls"), "localhost");
        try (DiskServer server = serve(serving)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/disk"))
                    .build();
            HttpClient stranger = HttpClient.newBuilder()
                    .sslContext(authority.strangerContext())
                    .build();
            assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void map_names_what_is_no_hole() throws Exception {
        Path disk = source.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(1L << 40);
            file.seek(512L << 30);
            file.write(new byte[] {1, 2, 3});
        }
        DataMap map = DataMap.of(disk, DiskState.of(disk).length());
        DataMap sent = DataMap.decode(map.encoded());
        assertThat(sent.any(new Span(512L << 30, (512L << 30) + 1))).isTrue();
        assertThat(sent.any(new Span(0, 4 << 20))).isFalse();
        assertThat(sent.any(new Span(1L << 39, 1L << 40))).isTrue();
        assertThat(sent.any(new Span((1L << 39) + (4 << 20), 1L << 40))).isFalse();
        assertThatThrownBy(() -> DataMap.decode(ByteBuffer.wrap(new byte[15])))
                .isInstanceOf(IllegalArgumentException.class);
        ByteBuffer backwards = ByteBuffer.allocate(32)
                .putLong(8)
                .putLong(9)
                .putLong(3)
                .putLong(4)
                .flip();
        assertThatThrownBy(() -> DataMap.decode(backwards)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Writes a disk with a hole of some megabytes in the middle and one at its end. */
    private void disk(long size) throws IOException {
        Path disk = Images.raw(source.resolve("disk.img"), 14 << 20, 3);
        byte[] noise = new byte[3_000_000];
        Arrays.fill(noise, (byte) 0x5a);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(size);
            file.seek(25 << 20);
            file.write(noise);
        }
    }

    private static void mark(Path disk, byte[] mark) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.seek(100);
            file.write(mark);
        }
    }

    private void assertClone() throws IOException, InterruptedException {
        Path original = source.resolve("disk.img");
        Path clone = target.resolve("disk.img");
        assertThat(Files.mismatch(original, clone)).isEqualTo(-1);
        assertThat(stored(clone)).isLessThanOrEqualTo(stored(original) + (4 << 20));
    }

    private static long stored(Path file) throws IOException, InterruptedException {
        return Long.parseLong(
                        Images.run(List.of("stat", "-c", "%b", file.toString())).strip())
                * 512;
    }

    private DiskServer serve(MutualTls tls) throws IOException {
        return DiskServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls.context(), source.resolve("disk.img"));
    }

    private Termination.Succeeded local(long size) throws IOException, InterruptedException {
        return clone("{\"claim\":\"" + CLAIM + "\"}", size);
    }

    private Termination.Succeeded remote(DiskServer server, String name, long size)
            throws IOException, InterruptedException {
        return clone(
                "{\"claim\":\"" + CLAIM + "\",\"url\":\"https://127.0.0.1:" + server.port() + "\",\"server\":\"" + name
                        + "\"}",
                size);
    }

    private Termination.Succeeded clone(String clone, long size) throws IOException, InterruptedException {
        WorkPlace place = WorkPlace.of(Map.of(
                "SLIPWAY_DATA", target.toString(),
                "SLIPWAY_SOURCE", source.toString(),
                "SLIPWAY_SOURCE_DEVICE", "/nonexistent",
                "SLIPWAY_RUN", directory.resolve("run").toString()));
        ImportRequest request =
                ImportRequest.parse("{\"source\":{\"clone\":" + clone + "},\"size\":" + size + "}", place);
        Reporter reporter = new Reporter(new ProgressFile(directory.resolve("progress.json")));
        Termination.Succeeded end = Clone.of(
                        (ImportRequest.Source.Clone) request.source(),
                        place,
                        new DiskFile(target, new Bytes(size), false),
                        reporter)
                .run();
        reporter.done();
        return end;
    }
}
