package dev.slipway.standalone.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 in the middle of an import: what is on the volume stays, and the import ends well. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KilledImportTest {
    private static final int SIZE = 96 << 20;

    /** Sent before the kill: so much that a start from the beginning shows. */
    private static final long HALF = SIZE / 2;

    @TempDir
    private Path directory;

    private Path image;
    private ImageServer images;

    @BeforeEach
    void serveAnImage() throws Exception {
        Path files = Files.createDirectories(directory.resolve("files"));
        image = files.resolve("disk.img");
        byte[] noise = new byte[1 << 20];
        Random random = new Random(7);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            for (int i = 0; i < SIZE >> 20; i++) {
                random.nextBytes(noise);
                file.write(noise);
            }
        }
        images = ImageServer.start(files);
        images.slowDown(40);
    }

    @AfterEach
    void stop() {
        images.close();
    }

    @Test
    void killed_importer_is_replaced_by_one_that_goes_on() throws Exception {
        try (ImageParts parts = ImageParts.start(directory, 0);
                ImageCluster cluster = new ImageCluster(directory, parts.address())) {
            begin(cluster);
            Pod first = cluster.pods("shop").getFirst();
            kill(cluster.process(first).orElseThrow());
            long before = images.sent();
            images.slowDown(0);
            cluster.awaitPhase("disk", "Succeeded");
            assertWhole(cluster, before);
            assertThat(cluster.status("disk").orElseThrow().restartCount()).isEqualTo(1);
        }
    }

    @Test
    void import_outlives_a_kill_of_all_parts_and_of_its_importer() throws Exception {
        int port = freePort();
        Process parts = startParts(port);
        ImageCluster cluster = new ImageCluster(directory, "http://127.0.0.1:" + port);
        try {
            begin(cluster);
            ProcessHandle importer =
                    cluster.process(cluster.pods("shop").getFirst()).orElseThrow();
            kill(parts.toHandle());
            assertThat(importer.isAlive())
                    .as("an importer is a process of its own")
                    .isTrue();
            kill(importer);
            long before = images.sent();
            images.slowDown(0);
            parts = startParts(port);
            cluster.awaitPhase("disk", "Succeeded");
            assertWhole(cluster, before);
        } finally {
            cluster.close();
            kill(parts.toHandle());
        }
    }

    private void begin(ImageCluster cluster) {
        cluster.createVolume("disk", "{http: {url: '" + images.url("disk.img") + "'}}", "96Mi");
        cluster.eventually("half of the image is on its way", () -> images.sent() > HALF);
        images.slowDown(1000); // so that it cannot end before it is killed
        cluster.eventually(
                "a part of it is noted as safe",
                () -> Files.exists(cluster.disk("shop", "disk").resolveSibling(".slipway-import.json"))
                        && Files.readString(cluster.disk("shop", "disk").resolveSibling(".slipway-import.json"))
                                        .replaceAll(".*\"confirmed\":(\\d+).*", "$1")
                                        .length()
                                > 7);
        assertThat(cluster.disk("shop", "disk")).doesNotExist();
    }

    private void assertWhole(ImageCluster cluster, long sentBefore) throws IOException {
        Path disk = cluster.disk("shop", "disk");
        assertThat(Files.mismatch(disk, image)).isEqualTo(-1);
        assertThat(images.sent() - sentBefore)
                .as("only what was missing was fetched")
                .isLessThan(SIZE);
        cluster.eventually("no Pod is left", () -> cluster.pods("shop").isEmpty());
    }

    private Process startParts(int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ImageParts.class.getName(),
                        directory.toString(),
                        Integer.toString(port))
                .redirectError(directory.resolve("parts.log").toFile())
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); ; line = output.readLine()) {
            if (line == null) {
                throw new IOException("the parts ended: " + Files.readString(directory.resolve("parts.log")));
            }
            if (line.startsWith("READY")) {
                Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
                return process;
            }
        }
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
