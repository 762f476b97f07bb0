package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.importer.export.ExportProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A claim is exported and downloaded through the proxy. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ExportTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    @Test
    void exported_claim_is_read_with_its_token_only_and_after_a_cut_from_where_it_ended() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ImageParts parts = ImageParts.start(directory, 0);
                ImageCluster cluster = new ImageCluster(directory, parts.address());
                ExportProxy proxy = new ExportProxy(vertx, cluster.client())) {
            HttpServer front = vertx.createHttpServer()
                    .requestHandler(proxy.router())
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            cluster.createVolume("out", "{blank: {}}", "8Mi");
            cluster.awaitPhase("out", "Succeeded");
            byte[] disk = new byte[(int) Files.size(cluster.disk("shop", "out"))];
            new Random(5).nextBytes(disk);
            Files.write(cluster.disk("shop", "out"), disk);
            cluster.create("""
                    apiVersion: export.kubevirt.io/v1
                    kind: VirtualMachineExport
                    metadata: {name: e, namespace: shop}
                    spec: {source: {apiGroup: "", kind: PersistentVolumeClaim, name: out}}
                    """);
            cluster.eventually(
                    "the export is ready",
                    () -> export(cluster)
                            .filter(export -> "Ready".equals(export.getStatus().phase()))
                            .isPresent());
            assertThat(cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                            .filter(event -> "VirtualMachineExport"
                                    .equals(event.getInvolvedObject().getKind()))
                            .map(event -> event.getReason()))
                    .contains("ServiceCreated", "SecretCreated", "ExporterPodCreated");
            String secret = export(cluster).orElseThrow().getStatus().tokenSecretRef() + "";
            String token = new String(
                    Base64.getDecoder()
                            .decode(cluster.client()
                                    .secrets()
                                    .inNamespace("shop")
                                    .withName(secret)
                                    .get()
                                    .getData()
                                    .get("token")),
                    StandardCharsets.US_ASCII);
            String base = "http://127.0.0.1:" + front.actualPort()
                    + "/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/e/volumes/out/disk.img";
            assertThat(get(base, "wrong", "bytes=0-").statusCode()).isEqualTo(401);
            HttpResponse<byte[]> rest = get(base, token, "bytes=4096-");
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(disk, 4096, disk.length));
            HttpResponse<byte[]> packed = get(base + ".gz", token, "bytes=0-");
            assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                    .isEqualTo(disk);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static Optional<VirtualMachineExport> export(ImageCluster cluster) {
        return Optional.ofNullable(cluster.client()
                        .resources(VirtualMachineExport.class)
                        .inNamespace("shop")
                        .withName("e")
                        .get())
                .filter(export -> export.getStatus() != null);
    }

    private static HttpResponse<byte[]> get(String url, String token, String range) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("x-kubevirt-export-token", token)
                        .header("Range", range)
                        .build(),
                BodyHandlers.ofByteArray());
    }
}
