package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportStatus;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.importer.export.ExportProxy;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A claim and a template are exported and downloaded through the proxy. */
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
            HttpServer front = front(vertx, proxy);
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
            String token = token(cluster, secret);
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

    @Test
    void template_is_exported_with_its_disks_as_one_archive() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ImageParts parts = ImageParts.start(directory, 0);
                ImageCluster cluster = new ImageCluster(directory, parts.address());
                ExportProxy proxy = new ExportProxy(vertx, cluster.client())) {
            HttpServer front = front(vertx, proxy);
            switchOn(cluster, "OCIExport");
            cluster.createVolume("golden", "{blank: {}}", "8Mi");
            cluster.awaitPhase("golden", "Succeeded");
            byte[] disk = new byte[(int) Files.size(cluster.disk("shop", "golden"))];
            new Random(6).nextBytes(disk);
            Files.write(cluster.disk("shop", "golden"), disk);
            cluster.create("""
                    apiVersion: export.kubevirt.io/v1
                    kind: VirtualMachineExport
                    metadata: {name: t, namespace: shop}
                    spec: {source: {apiGroup: template.kubevirt.io, kind: VirtualMachineTemplate, name: debian}}
                    """);
            cluster.eventually(
                    "there is nothing to export yet",
                    () -> "Skipped".equals(status(cluster).phase())
                            && "VMTemplateNotFound".equals(reason(cluster, "Ready"))
                            && "DigestsPending".equals(reason(cluster, "OCIReady")));
            cluster.create("""
                    apiVersion: template.kubevirt.io/v1beta1
                    kind: VirtualMachineTemplate
                    metadata: {name: debian, namespace: shop}
                    spec:
                      parameters:
                      - {name: NAME, generate: expression, from: 'debian-[a-z0-9]{6}'}
                      - {name: DISK, value: golden}
                      virtualMachine:
                        metadata: {name: '${NAME}'}
                        spec:
                          runStrategy: Always
                          dataVolumeTemplates:
                          - metadata: {name: '${NAME}-root'}
                            spec: {source: {pvc: {namespace: shop, name: '${DISK}'}}, storage: {}}
                          template:
                            spec:
                              domain: {devices: {disks: [{name: root, disk: {bus: virtio}}]}, memory: {guest: 64Mi}}
                              volumes: [{name: root, dataVolume: {name: '${NAME}-root'}}]
                    """);
            cluster.eventually(
                    "the export is ready", () -> "Ready".equals(status(cluster).phase()));
            assertThat(reason(cluster, "OCIReady")).isEqualTo("DigestsComputed");
            VirtualMachineExportLink link = Objects.requireNonNull(
                    Objects.requireNonNull(status(cluster).links()).internal());
            assertThat(link.volumes()).isNull();
            assertThat(link.manifests())
                    .extracting(manifest -> manifest.type())
                    .containsExactly("auth-header-secret", "oci");
            byte[] tar = get(
                            "http://127.0.0.1:" + front.actualPort()
                                    + "/api/export.kubevirt.io/v1/namespaces/shop/virtualmachineexports/t/export.oci.tar",
                            token(cluster, status(cluster).tokenSecretRef() + ""),
                            "bytes=0-")
                    .body();
            List<byte[]> files = files(tar);
            assertThat(new String(files.get(1), StandardCharsets.UTF_8))
                    .contains("application/vnd.kubevirt.virtualmachinetemplate.v1");
            assertThat(new String(files.get(3), StandardCharsets.UTF_8)).contains("\"pvc\":{\"name\":\"golden\"}");
            assertThat(new ZstdInputStream(new ByteArrayInputStream(files.get(4))).readAllBytes())
                    .isEqualTo(disk);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    private static void switchOn(ImageCluster cluster, String gate) {
        cluster.eventually(
                "there is an installation",
                () -> !cluster.client()
                        .resources(KubeVirt.class)
                        .inAnyNamespace()
                        .list()
                        .getItems()
                        .isEmpty());
        KubeVirt installation = cluster.client()
                .resources(KubeVirt.class)
                .inAnyNamespace()
                .list()
                .getItems()
                .getFirst();
        cluster.client()
                .resource(installation)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"configuration\":{\"developerConfiguration\":{\"featureGates\":[\"" + gate
                                + "\"]}}}}");
    }

    private static VirtualMachineExportStatus status(ImageCluster cluster) {
        return cluster.client()
                .resources(VirtualMachineExport.class)
                .inNamespace("shop")
                .withName("t")
                .get()
                .getStatus();
    }

    private static String reason(ImageCluster cluster, String type) {
        return Objects.requireNonNull(status(cluster).conditions()).stream()
                .filter(condition -> type.equals(condition.type()))
                .map(condition -> condition.reason() + "")
                .findFirst()
                .orElse("");
    }

    private static List<byte[]> files(byte[] tar) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            while (in.getNextEntry() != null) {
                files.add(in.readAllBytes());
            }
        }
        return files;
    }

    private static HttpServer front(Vertx vertx, ExportProxy proxy) throws Exception {
        return vertx.createHttpServer()
                .requestHandler(proxy.router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static String token(ImageCluster cluster, String secret) {
        return new String(
                Base64.getDecoder()
                        .decode(cluster.client()
                                .secrets()
                                .inNamespace("shop")
                                .withName(secret)
                                .get()
                                .getData()
                                .get("token")),
                StandardCharsets.US_ASCII);
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
