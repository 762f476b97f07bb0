package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.importer.upload.UploadProxy;
import dev.slipway.importer.upload.UploadTargets;
import dev.slipway.importer.upload.UploadTokenKey;
import dev.slipway.importer.upload.UploadTokens;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
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
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads through the proxy into upload Pods, and clones of what came. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class UploadAndCloneTest {
    private static final int SIZE = 24 << 20;
    private static final String RESUMABLE = "/v1beta1/upload-resumable";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static byte[] disk = {};
    private static ImageParts parts;
    private static ImageCluster cluster;
    private static UploadProxy proxy;
    private static HttpServer front;

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        disk = new byte[SIZE];
        byte[] noise = new byte[2 << 20];
        new Random(3).nextBytes(noise);
        System.arraycopy(noise, 0, disk, 1 << 20, noise.length);
        System.arraycopy(noise, 0, disk, 17 << 20, noise.length);
        parts = ImageParts.start(directory, 0);
        cluster = new ImageCluster(directory, parts.address());
        UploadTokenKey key = UploadTokenKey.shared(cluster.client());
        UploadTargets targets = UploadTargets.in(cluster.client());
        proxy = new UploadProxy(vertx, targets, key, proxyTls(), InstantSource.system());
        Router uploads = proxy.router();
        Router tokens = new UploadTokens(vertx, targets, () -> key, InstantSource.system()).router();
        front = vertx.createHttpServer()
                .requestHandler(request -> (request.path().startsWith("/apis/") ? tokens : uploads).handle(request))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static UploadProxy.Tls proxyTls() throws IOException {
        Map<String, String> data = cluster.client()
                .secrets()
                .inNamespace(SlipwayNames.NAMESPACE)
                .withName("upload-proxy")
                .get()
                .getData();
        for (Map.Entry<String, String> file : data.entrySet()) {
            Files.write(directory.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue()));
        }
        return new UploadProxy.Tls(
                directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt"));
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        cluster.close();
        parts.close();
    }

    @Test
    void cut_off_upload_is_told_and_continued() throws Exception {
        cluster.createVolume("cut", "{upload: {}}", "24Mi");
        cluster.awaitPhase("cut", "UploadReady");
        sendAndBreak("cut", 9_000_000);
        cluster.awaitReason("cut", "UPLOAD_CUT");
        assertThat(cluster.running("cut").orElseThrow().message()).contains("ended early", "Upload-Offset");
        int reached = (int) send("HEAD", RESUMABLE, "cut", BodyPublishers.noBody())
                .headers()
                .firstValueAsLong("Upload-Offset")
                .orElseThrow();
        assertThat(reached).isBetween(1, 9_000_000);
        HttpResponse<String> end = send(
                "PATCH",
                RESUMABLE,
                "cut",
                BodyPublishers.ofByteArray(disk, reached, SIZE - reached),
                "Upload-Offset",
                Integer.toString(reached),
                "Upload-Length",
                Integer.toString(SIZE));
        assertThat(end.statusCode()).as(end.body()).isEqualTo(200);
        cluster.awaitPhase("cut", "Succeeded");
        assertThat(Files.readAllBytes(cluster.disk("shop", "cut"))).isEqualTo(disk);
    }

    /** What {@code virtctl image-upload pvc} does. */
    @Test
    void claim_that_asks_for_it_takes_an_upload_without_a_DataVolume() throws Exception {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: bare
                  namespace: shop
                  annotations: {cdi.kubevirt.io/storage.upload.target: "", cdi.kubevirt.io/storage.contentType: kubevirt}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 32Mi}}}
                """);
        cluster.eventually("the Pod of the claim listens", () -> "true".equals(note("bare", "storage.pod.ready")));
        HttpResponse<String> sent =
                send("POST", "/v1beta1/upload", "bare", BodyPublishers.ofByteArray(Arrays.copyOf(disk, 4 << 20)));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        cluster.eventually(
                "the claim says that it is filled", () -> "Succeeded".equals(note("bare", "storage.pod.phase")));
        cluster.eventually(
                "its Pod is gone",
                () -> cluster.client()
                                .pods()
                                .inNamespace("shop")
                                .withName("cdi-upload-bare")
                                .get()
                        == null);
        try (RandomAccessFile file =
                new RandomAccessFile(cluster.disk("shop", "bare").toFile(), "r")) {
            byte[] start = new byte[4 << 20];
            file.readFully(start);
            assertThat(start).isEqualTo(Arrays.copyOf(disk, 4 << 20));
        }
        assertThat(cluster.status("bare")).as("a DataVolume").isEmpty();
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName("bare")
                .delete();
    }

    private static String note(String claim, String name) {
        return cluster.client()
                .persistentVolumeClaims()
                .inNamespace("shop")
                .withName(claim)
                .get()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("cdi.kubevirt.io/" + name, "");
    }

    @Test
    void upload_larger_than_its_volume_is_told_and_another_is_taken() throws Exception {
        cluster.createVolume("large", "{upload: {}}", "24Mi");
        cluster.awaitPhase("large", "UploadReady");
        HttpResponse<String> refused =
                send("POST", "/v1beta1/upload", "large", BodyPublishers.ofByteArray(Arrays.copyOf(disk, SIZE + 512)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("X-Slipway-Problem")).hasValue("UPLOAD_TOO_LARGE");
        cluster.awaitReason("large", "UPLOAD_TOO_LARGE");
        assertThat(cluster.running("large").orElseThrow().message())
                .isEqualTo(refused.body().strip())
                .contains("larger volume");
        assertThat(cluster.phase("large")).isEqualTo("UploadReady");
        HttpResponse<String> taken = send("POST", "/v1beta1/upload-async", "large", BodyPublishers.ofByteArray(disk));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        cluster.awaitPhase("large", "Succeeded");
        cluster.eventually(
                "the claim tells virtctl",
                () -> "Succeeded"
                        .equals(cluster.client()
                                .persistentVolumeClaims()
                                .inNamespace("shop")
                                .withName("large")
                                .get()
                                .getMetadata()
                                .getAnnotations()
                                .get("cdi.kubevirt.io/storage.pod.phase")));
    }

    /** More often than an import may fail, as nobody has given up on the upload. */
    @Test
    void killed_upload_pods_are_told_and_the_next_upload_is_taken() throws Exception {
        cluster.createVolume("killed", "{upload: {}}", "24Mi");
        for (int times = 1; times <= 4; times++) {
            cluster.awaitPhase("killed", "UploadReady");
            assertThat(sendAndKill("killed", 9_000_000))
                    .startsWith("HTTP/1.1 502")
                    .contains("send the upload again");
            int losses = times;
            cluster.eventually("loss " + losses + " is told", () -> losses("killed") == losses);
        }
        // At once, as virtctl does: the request waits for the Pod that takes the place of the killed one.
        HttpResponse<String> again = send("POST", "/v1beta1/upload", "killed", BodyPublishers.ofByteArray(disk));
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
        cluster.awaitPhase("killed", "Succeeded");
        assertThat(Files.readAllBytes(cluster.disk("shop", "killed"))).isEqualTo(disk);
        cluster.eventually(
                "no Pod is left",
                () -> cluster.pods("shop").stream()
                        .noneMatch(pod -> pod.getMetadata().getName().equals("cdi-upload-killed")));
    }

    /** Sends a part of the disk, kills the process that takes it, sends the rest, and returns the answer. */
    private static String sendAndKill(String claim, int count) throws Exception {
        String head = resumable(claim);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.actualPort())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(disk, 0, count);
            out.flush();
            // Told by the Pod that takes this upload, not by one that was killed before.
            cluster.eventually("some of it has come", () -> receives(claim));
            ProcessHandle process = cluster.process(pod(claim)).orElseThrow();
            process.destroyForcibly();
            process.onExit().get(20, TimeUnit.SECONDS);
            CompletableFuture<Void> rest = CompletableFuture.runAsync(() -> sendRest(out, count));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            rest.get(20, TimeUnit.SECONDS);
            return answer;
        }
    }

    /** As clients do, beside reading the answer; that it comes early and the connection is closed is no failure. */
    private static void sendRest(OutputStream out, int count) {
        try {
            out.write(disk, count, SIZE - count);
            out.flush();
        } catch (IOException _) {
            // the proxy has answered
        }
    }

    private static Pod pod(String claim) {
        return cluster.client()
                .pods()
                .inNamespace("shop")
                .withName("cdi-upload-" + claim)
                .get();
    }

    /** As the Pod itself says, so that none that was killed before is meant. */
    private static boolean receives(String claim) throws Exception {
        return send("HEAD", RESUMABLE, claim, BodyPublishers.noBody())
                        .headers()
                        .firstValueAsLong("Upload-Offset")
                        .orElse(0)
                > 0;
    }

    private static int losses(String volume) {
        return cluster.client().v1().events().inNamespace("shop").list().getItems().stream()
                .filter(event -> volume.equals(event.getInvolvedObject().getName())
                        && "UploadFailed".equals(event.getReason())
                        && event.getMessage().contains("what was sent is lost"))
                .mapToInt(event -> event.getCount() == null ? 1 : event.getCount())
                .sum();
    }

    @Test
    void image_is_cloned_by_its_data_source() throws Exception {
        source("shop", "golden");
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: clone, namespace: shop}
                spec: {sourceRef: {kind: DataSource, name: golden}, storage: {}}
                """);
        cluster.awaitPhase("clone", "Succeeded");
        assertClone(cluster.disk("shop", "golden"), cluster.disk("shop", "clone"));
        assertThat(cluster.client()
                        .persistentVolumeClaims()
                        .inNamespace("shop")
                        .withName("clone")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("k8s.io/CloneRequest", "shop/golden");
    }

    @Test
    void image_of_another_namespace_is_fetched_and_nothing_is_left_there() throws Exception {
        source("images", "far");
        // As admission notes it for a user who holds the right.
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: fetched
                  namespace: shop
                  annotations: {slipway.dev/clone-source-namespaces: images}
                spec: {sourceRef: {kind: DataSource, namespace: images, name: far}, storage: {}}
                """);
        cluster.awaitPhase("fetched", "Succeeded");
        assertClone(cluster.disk("images", "far"), cluster.disk("shop", "fetched"));
        cluster.eventually(
                "the other namespace is as before",
                () -> cluster.pods("images").isEmpty()
                        && cluster.client()
                                .secrets()
                                .inNamespace("images")
                                .list()
                                .getItems()
                                .isEmpty());
    }

    @Test
    void deleted_clone_leaves_nothing_in_the_other_namespace() throws Exception {
        source("images", "unwanted");
        Pod user = user("images", "unwanted");
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata:
                  name: gone
                  namespace: shop
                  annotations: {slipway.dev/clone-source-namespaces: images}
                spec: {source: {pvc: {namespace: images, name: unwanted}}, storage: {}}
                """);
        cluster.awaitReason("gone", "CloneSourceInUse");
        assertThat(cluster.phase("gone")).isEqualTo("CloneScheduled");
        assertThat(cluster.running("gone").orElseThrow().message())
                .contains("Pod images/" + user.getMetadata().getName(), "PVC unwanted", "stop the virtual machine");
        cluster.client().resource(user).withGracePeriod(0).delete();
        cluster.eventually(
                "its source is served",
                () -> cluster.pods("images").stream()
                        .anyMatch(pod -> pod.getMetadata().getName().startsWith("cdi-clone-source-")));
        cluster.client()
                .resources(dev.slipway.api.cdi.DataVolume.class)
                .inNamespace("shop")
                .withName("gone")
                .delete();
        cluster.eventually(
                "nothing is left",
                () -> cluster.pods("images").isEmpty()
                        && cluster.status("gone").isEmpty()
                        && cluster.client()
                                .secrets()
                                .inNamespace("images")
                                .list()
                                .getItems()
                                .isEmpty());
    }

    /** Makes a claim with a disk in it, and the DataSource of its name. */
    private static void source(String namespace, String name) throws IOException {
        cluster.create("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s, namespace: %s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 32Mi}}}
                """.formatted(name, namespace));
        cluster.create("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataSource
                metadata: {name: %s, namespace: %s}
                spec: {source: {pvc: {namespace: %s, name: %s}}}
                """.formatted(name, namespace, namespace, name));
        cluster.eventually(
                "claim " + name + " is bound",
                () -> Files.isDirectory(cluster.disk(namespace, name).resolveSibling(".")));
        try (RandomAccessFile file =
                new RandomAccessFile(cluster.disk(namespace, name).toFile(), "rw")) {
            file.setLength(SIZE);
            file.seek(1 << 20);
            file.write(disk, 1 << 20, 2 << 20);
            file.seek(17 << 20);
            file.write(disk, 17 << 20, 2 << 20);
        }
    }

    /** A Pod that may write to the claim; what it is does not matter to the clone. */
    private static Pod user(String namespace, String claim) {
        return cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("virt-launcher-x")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("compute")
                        .withImage("elsewhere/none:1")
                        .endContainer()
                        .addNewVolume()
                        .withName("root")
                        .withNewPersistentVolumeClaim(claim, null)
                        .endVolume()
                        .endSpec()
                        .build())
                .create();
    }

    private static void assertClone(Path original, Path clone) throws IOException, InterruptedException {
        byte[] bytes = Files.readAllBytes(clone);
        assertThat(Arrays.mismatch(Files.readAllBytes(original), bytes)).isIn(-1, SIZE);
        assertThat(Long.parseLong(ImageCluster.run(directory, "stat", "-c", "%b", clone.toString())
                                .strip())
                        * 512)
                .as("holes stay holes")
                .isLessThan(SIZE / 2);
    }

    private static HttpResponse<String> send(
            String method, String path, String claim, BodyPublisher body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .header("Authorization", "Bearer " + token(claim))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String token(String claim) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        address("/apis/upload.cdi.kubevirt.io/v1beta1/namespaces/shop/uploadtokenrequests"))
                .POST(BodyPublishers.ofString("{\"spec\":{\"pvcName\":\"" + claim + "\"}}"))
                .build();
        return new io.vertx.core.json.JsonObject(
                        HTTP.send(request, BodyHandlers.ofString()).body())
                .getJsonObject("status")
                .getString("token");
    }

    private static URI address(String path) {
        return URI.create("http://127.0.0.1:" + front.actualPort() + path);
    }

    private static void sendAndBreak(String claim, int count) throws Exception {
        String head = resumable(claim);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.actualPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(disk, 0, count);
            out.flush();
            cluster.eventually(
                    "the first bytes are told",
                    () -> !"N/A".equals(cluster.status(claim).orElseThrow().progress()));
        }
    }

    /** The head of a request that begins an upload. */
    private static String resumable(String claim) throws Exception {
        return "PATCH " + RESUMABLE + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token(claim)
                + "\r\nContent-Length: " + SIZE + "\r\nUpload-Offset: 0\r\nUpload-Length: " + SIZE + "\r\n\r\n";
    }
}
