package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.cdi.VolumeImportSource;
import dev.slipway.importer.upload.UploadTarget;
import dev.slipway.importer.upload.UploadTargets;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Claims of a user's own that name a source of CDI, filled by real importers on the storage of standalone. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PopulationTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    private static Path directory;

    private static byte[] disk = {};
    private static HttpServer web;
    private static ImageParts parts;
    private static ImageCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        disk = new byte[SIZE];
        new Random(7).nextBytes(disk);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/disk.raw", exchange -> {
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : SIZE);
            try (var body = exchange.getResponseBody()) {
                if (!exchange.getRequestMethod().equals("HEAD")) {
                    body.write(disk);
                }
            }
        });
        web.start();
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        parts.close();
        web.stop(0);
    }

    @Test
    void claim_that_names_an_import_is_filled_and_cloned_and_nothing_else_is_left() throws Exception {
        importSource("web", "/disk.raw");
        claim("imported", "VolumeImportSource", "web");
        awaitBound("imported");
        assertThat(content("imported")).isEqualTo(disk);
        cluster.eventually(
                "the claim tells it",
                () -> "Succeeded".equals(note("imported", "storage.pod.phase"))
                        && "100.0%".equals(note("imported", "storage.populator.progress"))
                        && "Import Complete".equals(note("imported", "storage.condition.running.message")));
        assertThat(reasons("imported")).contains("CreatedPVCPrimeSuccessfully", "ImportSucceeded", "importSucceeded");

        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: VolumeCloneSource
            metadata: {name: of-imported, namespace: shop}
            spec: {source: {kind: PersistentVolumeClaim, name: imported}}
            """);
        claim("cloned", "VolumeCloneSource", "of-imported");
        awaitBound("cloned");
        assertThat(content("cloned")).isEqualTo(disk);

        cluster.eventually(
                "no second claim is left", () -> claims().stream().noneMatch(name -> name.startsWith("prime-")));
        cluster.eventually("no Pod is left", () -> cluster.pods("shop").isEmpty());
        assertThat(content("imported"))
                .as("the volume outlived the second claim")
                .isEqualTo(disk);
        Path volume = cluster.disk("shop", "imported").getParent();
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName("imported")
                .delete();
        cluster.eventually("the volume goes with its claim", () -> !Files.exists(volume));
    }

    @Test
    void claim_that_names_an_upload_takes_one() throws Exception {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: VolumeUploadSource
            metadata: {name: mine, namespace: shop}
            spec: {}
            """);
        claim("uploaded", "VolumeUploadSource", "mine");
        UploadTargets targets = UploadTargets.in(cluster.client());
        cluster.eventually(
                "the upload proxy finds the Pod by the claim's name",
                () -> targets.find("shop", "uploaded") instanceof UploadTarget.Ready);
        cluster.eventually("clients see it", () -> "true".equals(note("uploaded", "storage.pod.ready")));
        UploadTarget.Ready ready = (UploadTarget.Ready) targets.find("shop", "uploaded");
        assertThat(ready.toString()).contains("cdi-upload-prime-");
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName("uploaded")
                .delete();
        cluster.eventually(
                "all that was made for it goes with it",
                () -> claims().stream().noneMatch(name -> name.equals("uploaded") || name.startsWith("prime-"))
                        && cluster.pods("shop").isEmpty());
    }

    @Test
    void source_that_is_missing_is_told_and_one_that_comes_later_is_taken() throws Exception {
        claim("early", "VolumeImportSource", "later");
        cluster.eventually("it is told", () -> reasons("early").contains("SourceNotFound"));
        cluster.eventually(
                "the claim says it, too",
                () -> note("early", "storage.condition.running.message")
                        .contains("VolumeImportSource shop/later, which does not exist"));
        importSource("later", "/missing.raw");
        cluster.eventually(
                "a wrong address is told",
                () -> events("early").stream()
                        .anyMatch(event -> "ErrImportFailed".equals(event.getReason())
                                && event.getMessage().startsWith("[prime-")
                                && event.getMessage().contains("404")));
        cluster.eventually("it has failed", () -> "true".equals(note("early", "storage.import.fatalError")));
        cluster.client()
                .resources(VolumeImportSource.class)
                .inNamespace("shop")
                .withName("later")
                .delete();
        importSource("later", "/disk.raw");
        awaitBound("early");
        assertThat(content("early")).isEqualTo(disk);
    }

    private static void importSource(String name, String path) {
        cluster.create("""
            apiVersion: cdi.kubevirt.io/v1beta1
            kind: VolumeImportSource
            metadata: {name: %s, namespace: shop}
            spec: {source: {http: {url: 'http://127.0.0.1:%d%s'}}}
            """.formatted(name, web.getAddress().getPort(), path));
    }

    private static void claim(String name, String kind, String source) {
        cluster.create("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: %s, namespace: shop}
            spec:
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 16Mi}}
              dataSourceRef: {apiGroup: cdi.kubevirt.io, kind: %s, name: %s}
            """.formatted(name, kind, source));
    }

    private static void awaitBound(String name) {
        cluster.eventually(
                "claim " + name + " is bound",
                () -> "Bound".equals(stored(name).orElseThrow().getStatus().getPhase()));
    }

    private static Optional<PersistentVolumeClaim> stored(String name) {
        return Optional.ofNullable(cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName(name)
                .get());
    }

    private static List<String> claims() {
        return cluster.client().persistentVolumeClaims().inNamespace("shop").list().getItems().stream()
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private static String note(String claim, String annotation) {
        return stored(claim)
                .orElseThrow()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("cdi.kubevirt.io/" + annotation, "");
    }

    private static List<Event> events(String claim) {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> claim.equals(event.getInvolvedObject().getName()))
                .toList();
    }

    private static List<String> reasons(String claim) {
        return events(claim).stream().map(Event::getReason).toList();
    }

    private static byte[] content(String claim) throws IOException {
        return Arrays.copyOf(Files.readAllBytes(cluster.disk("shop", claim)), SIZE);
    }
}
