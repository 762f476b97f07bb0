package dev.slipway.standalone.images;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.importer.export.ExportProxy;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives become the files of a claim, and an export makes an archive of them again. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ArchiveTest {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    @Test
    void archive_is_unpacked_into_a_claim_and_comes_out_of_its_export() throws Exception {
        Path files = Files.createDirectories(directory.resolve("tree/sub"));
        byte[] content = new byte[3 << 20];
        new Random(9).nextBytes(content);
        Files.write(files.resolve("größe.bin"), content);
        Files.createSymbolicLink(files.resolve("link"), Path.of("größe.bin"));
        Path served = Files.createDirectories(directory.resolve("served"));
        ImageCluster.run(
                directory,
                "tar",
                "-C",
                "tree",
                "-czf",
                served.resolve("tree.tar.gz").toString(),
                ".");
        Vertx vertx = Vertx.vertx();
        try (ImageServer images = ImageServer.start(served);
                ImageParts parts = ImageParts.start(directory, 0);
                ImageCluster cluster = new ImageCluster(directory, parts.address());
                ExportProxy proxy = new ExportProxy(vertx, cluster.client())) {
            HttpServer front = vertx.createHttpServer()
                    .requestHandler(proxy.router())
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            create(cluster, "block", images.url("tree.tar.gz"), "Block");
            create(cluster, "files", images.url("tree.tar.gz"), "Filesystem");
            cluster.awaitPhase("files", "Succeeded");
            Path place = cluster.disk("shop", "files").resolveSibling("sub");
            assertThat(place.resolve("größe.bin")).hasBinaryContent(content);
            assertThat(Files.readSymbolicLink(place.resolve("link"))).isEqualTo(Path.of("größe.bin"));
            cluster.awaitPhase("block", "Failed");
            assertThat(cluster.running("block").orElseThrow().message())
                    .contains("ContentType Archive cannot have block volumeMode");

            cluster.create("""
                    apiVersion: export.kubevirt.io/v1
                    kind: VirtualMachineExport
                    metadata: {name: e, namespace: shop}
                    spec: {source: {apiGroup: "", kind: PersistentVolumeClaim, name: files}}
                    """);
            cluster.eventually(
                    "the export is ready",
                    () -> export(cluster)
                            .filter(export -> "Ready".equals(export.getStatus().phase()))
                            .isPresent());
            String base = "http://127.0.0.1:" + front.actualPort()
                    + "/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/e/volumes/files/";
            Path fetched = directory.resolve("fetched.tar.gz");
            HttpResponse<Path> answer =
                    HTTP.send(request(base + "disk.tar.gz", token(cluster)), BodyHandlers.ofFile(fetched));
            assertThat(answer.statusCode()).isEqualTo(200);
            Path again = Files.createDirectories(directory.resolve("again"));
            ImageCluster.run(directory, "tar", "-C", again.toString(), "-xzf", fetched.toString());
            ImageCluster.run(directory, "diff", "-r", "--no-dereference", "tree", "again");
            assertThat(HTTP.send(request(base + "dir/", token(cluster)), BodyHandlers.ofString())
                            .body())
                    .contains("sub/");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static void create(ImageCluster cluster, String name, String url, String mode) {
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: %s, namespace: shop}
                spec:
                  contentType: archive
                  source: {http: {url: '%s'}}
                  storage: {volumeMode: %s, resources: {requests: {storage: 16Mi}}}
                """.formatted(name, url, mode));
    }

    private static Optional<VirtualMachineExport> export(ImageCluster cluster) {
        return Optional.ofNullable(cluster.client()
                        .resources(VirtualMachineExport.class)
                        .inNamespace("shop")
                        .withName("e")
                        .get())
                .filter(export -> export.getStatus() != null);
    }

    private static String token(ImageCluster cluster) {
        String secret = export(cluster).orElseThrow().getStatus().tokenSecretRef() + "";
        return new String(
                Base64.getDecoder()
                        .decode(cluster.client()
                                .secrets()
                                .inNamespace("shop")
                                .withName(secret)
                                .get()
                                .getData()
                                .get("token")),
                US_ASCII);
    }

    private static HttpRequest request(String url, String token) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("x-kubevirt-export-token", token)
                .build();
    }
}
