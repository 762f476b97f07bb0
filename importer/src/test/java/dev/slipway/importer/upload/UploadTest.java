package dev.slipway.importer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.Images;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.volume.FileTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadTest {
    private static final long SIZE = 12 << 20;
    private static final long VOLUME = 12 << 20;

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private static Path raw;
    private static byte[] rawBytes;
    private static byte[] qcow2Bytes;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private UploadFixture fixture;

    @BeforeAll
    static void makeImages() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 5);
        rawBytes = Files.readAllBytes(raw);
        qcow2Bytes = Files.readAllBytes(Images.convert(raw, shared.resolve("disk.qcow2"), "qcow2"));
    }

    @BeforeEach
    void start() throws Exception {
        fixture = new UploadFixture(directory, VOLUME);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + fixture.token())
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return send("POST", path, BodyPublishers.ofByteArray(body));
    }

    private HttpResponse<String> patch(byte[] all, int from, int to) throws Exception {
        return send(
                "PATCH",
                "/v1beta1/upload-resumable",
                BodyPublishers.ofByteArray(all, from, to - from),
                "Upload-Offset",
                String.valueOf(from),
                "Upload-Length",
                String.valueOf(all.length));
    }

    private long offset() throws Exception {
        HttpResponse<String> state = send("HEAD", "/v1beta1/upload-resumable", BodyPublishers.noBody());
        assertThat(state.statusCode()).isEqualTo(200);
        return state.headers().firstValueAsLong("Upload-Offset").orElseThrow();
    }

    private void assertDisk() throws Exception {
        assertThat(Images.run(List.of(
                        "qemu-img",
                        "compare",
                        "-f",
                        "raw",
                        "-F",
                        "raw",
                        fixture.disk().toString(),
                        raw.toString())))
                .contains("Images are identical");
    }

    @Test
    void posted_images_fill_the_volume_and_end_the_server() throws Exception {
        HttpResponse<String> reply = post("/v1beta1/upload", qcow2Bytes);
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(fixture.server.await()).isEqualTo(new Termination.Succeeded("qcow2", SIZE));
        assertDisk();
    }

    @Test
    void raw_image_that_just_fits_is_taken_on_the_old_path() throws Exception {
        assertThat(post("/v1alpha1/upload-async", rawBytes).statusCode()).isEqualTo(200);
        assertDisk();
    }

    @Test
    void head_tells_virtctl_that_async_uploads_are_known() throws Exception {
        assertThat(send("HEAD", "/v1beta1/upload-async", BodyPublishers.noBody())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void form_with_a_file_is_taken() throws Exception {
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        String before = """
                --b0und
                Content-Disposition: form-data; name="other"

                x
                --b0und
                Content-Disposition: form-data; name="file"; filename="disk.img"
                Content-Type: application/x

                """;
        form.writeBytes(before.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(qcow2Bytes);
        form.writeBytes("\r\n--b0und--\r\n".getBytes(StandardCharsets.ISO_8859_1));
        HttpResponse<String> reply = send(
                "POST",
                "/v1beta1/upload-form",
                BodyPublishers.ofByteArray(form.toByteArray()),
                "Content-Type",
                "multipart/form-data; boundary=b0und");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertDisk();
    }

    @Test
    void form_without_a_file_is_refused_and_the_server_waits_on() throws Exception {
        HttpResponse<String> reply = send(
                "POST",
                "/v1beta1/upload-form",
                BodyPublishers.ofString("--b\r\n\r\nx\r\n--b--\r\n"),
                "Content-Type",
                "multipart/form-data; boundary=b");
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("no part named 'file'");
        assertThat(post("/v1beta1/upload", qcow2Bytes).statusCode()).isEqualTo(200);
    }

    @Test
    void upload_larger_than_its_volume_is_refused_with_a_sentence() throws Exception {
        HttpResponse<String> reply = post("/v1beta1/upload", Arrays.copyOf(rawBytes, rawBytes.length + 512));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .contains("12583424 bytes")
                .contains("12582912 bytes")
                .contains("larger volume");
        assertThat(reply.headers().firstValue("X-Slipway-Problem")).hasValue("UPLOAD_TOO_LARGE");
        assertThat(fixture.disk()).doesNotExist();
    }

    @Test
    void upload_of_chunks_larger_than_its_volume_is_refused_too() throws Exception {
        byte[] large = new byte[40 << 20];
        Arrays.fill(large, (byte) 7);
        HttpResponse<String> reply = send(
                "POST", "/v1beta1/upload", BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.headers().firstValue("X-Slipway-Problem")).hasValue("UPLOAD_TOO_LARGE");
    }

    @Test
    void image_with_a_larger_disk_is_refused_with_both_sizes() throws Exception {
        Path huge = directory.resolve("huge");
        Images.run(List.of("qemu-img", "create", "-q", "-f", "qcow2", huge.toString(), "1T"));
        HttpResponse<String> reply = post("/v1beta1/upload", Files.readAllBytes(huge));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("1 TiB").contains("12 MiB");
    }

    @Test
    void truncated_image_is_refused_and_a_second_try_is_taken() throws Exception {
        HttpResponse<String> reply = post("/v1beta1/upload", Arrays.copyOf(qcow2Bytes, qcow2Bytes.length / 2));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("truncated");
        assertThat(post("/v1beta1/upload", qcow2Bytes).statusCode()).isEqualTo(200);
        assertDisk();
    }

    @Test
    void cut_off_post_is_forgotten_and_the_next_one_is_taken() throws Exception {
        fixture.sendAndBreak("POST", "/v1beta1/upload", rawBytes, 7_000_000);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> assertThat(post("/v1beta1/upload", rawBytes).statusCode())
                                .isEqualTo(200));
        assertDisk();
    }

    @Test
    void resumable_upload_in_parts_fills_the_volume() throws Exception {
        assertThat(offset()).isZero();
        assertThat(patch(qcow2Bytes, 0, 5_000_001).statusCode()).isEqualTo(204);
        assertThat(offset()).isEqualTo(5_000_001);
        assertThat(patch(qcow2Bytes, 5_000_001, qcow2Bytes.length).statusCode()).isEqualTo(200);
        assertThat(fixture.server.await().format()).isEqualTo("qcow2");
        assertDisk();
    }

    @Test
    void cut_off_upload_continues_where_it_was() throws Exception {
        fixture.sendAndBreak(
                "PATCH",
                "/v1beta1/upload-resumable",
                rawBytes,
                7_654_321,
                "Upload-Offset: 0",
                "Upload-Length: " + rawBytes.length);
        await().atMost(Duration.ofSeconds(20)).until(() -> offset() > 0);
        int reached = (int) offset();
        assertThat(reached).isBetween(1, 7_654_321);
        assertThat(patch(rawBytes, reached, rawBytes.length).statusCode()).isEqualTo(200);
        assertDisk();
    }

    @Test
    void part_at_the_wrong_place_is_told_the_right_one() throws Exception {
        patch(rawBytes, 0, 1000);
        HttpResponse<String> reply = patch(rawBytes, 999, 2000);
        assertThat(reply.statusCode()).isEqualTo(409);
        assertThat(reply.headers().firstValueAsLong("Upload-Offset")).hasValue(1000);
        assertThat(reply.body()).contains("continue it with Upload-Offset 1000");
    }

    @Test
    void part_that_shows_a_bad_image_ends_the_upload() throws Exception {
        byte[] page = Arrays.copyOf("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), 9 << 20);
        HttpResponse<String> reply = patch(page, 0, page.length);
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body()).contains("a web page");
        assertThat(offset()).isZero();
    }

    @Test
    void missing_token_is_400_and_a_bad_one_401() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + fixture.port() + "/v1beta1/upload");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(rawBytes));
        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(400);
        HttpResponse<String> bad =
                client.send(request.header("Authorization", "Bearer a.b.c").build(), BodyHandlers.ofString());
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(bad.body()).contains("UploadTokenRequest");
    }

    @Test
    void claim_that_cannot_take_the_upload_is_answered_with_the_reason() throws Exception {
        fixture.leadTo(new UploadTarget.Missing());
        assertThat(post("/v1beta1/upload", qcow2Bytes).statusCode()).isEqualTo(404);
        fixture.leadTo(new UploadTarget.NotForUpload());
        assertThat(post("/v1beta1/upload", qcow2Bytes).statusCode()).isEqualTo(400);
        fixture.leadTo(new UploadTarget.Filled());
        HttpResponse<String> filled = post("/v1beta1/upload", qcow2Bytes);
        assertThat(filled.statusCode()).isEqualTo(409);
        assertThat(filled.body()).contains("'shop/root' has its disk already");
    }

    @Test
    void archive_is_unpacked_after_one_that_was_refused_and_one_that_was_cut() throws Exception {
        Files.writeString(shared.resolve("a"), "content");
        Path archive = shared.resolve("files.tar.gz");
        Images.run(List.of("tar", "-C", shared.toString(), "-czf", archive.toString(), "a", "disk.raw"));
        byte[] packed = Files.readAllBytes(archive);
        Path volume = Files.createDirectories(directory.resolve("files"));
        try (UploadFixture files = new UploadFixture(
                Files.createDirectories(directory.resolve("second")),
                new Filling.Files(new FileTree(volume, new Bytes(VOLUME + (1 << 20)))))) {
            fixture.close();
            fixture = files;
            HttpResponse<String> refused = post("/v1beta1/upload", qcow2Bytes);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("The content is a qcow2 image, not the tar archive");
            files.sendAndBreak("POST", "/v1beta1/upload", packed, packed.length / 2);
            assertThat(post("/v1beta1/upload-async", packed).statusCode()).isEqualTo(200);
            assertThat(volume.resolve("a")).hasContent("content");
            assertThat(volume.resolve("disk.raw")).hasBinaryContent(rawBytes);
            assertThat(files.server.await()).isEqualTo(new Termination.Succeeded("tar", SIZE + 3 * 512));
        }
        fixture = new UploadFixture(directory, VOLUME);
    }

    @Test
    void client_without_certificate_is_not_let_in() throws Exception {
        HttpClient stranger = HttpClient.newBuilder()
                .sslContext(fixture.certificates.strangerContext())
                .build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + fixture.server.port() + "/healthz"))
                .build();
        assertThatThrownBy(() -> stranger.send(request, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void server_with_another_name_is_not_believed() throws Exception {
        fixture.leadTo(new UploadTarget.Ready("127.0.0.1", "cdi-upload-other.shop.svc"));
        HttpResponse<String> reply = post("/v1beta1/upload", qcow2Bytes);
        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(fixture.disk()).doesNotExist();
    }
}
