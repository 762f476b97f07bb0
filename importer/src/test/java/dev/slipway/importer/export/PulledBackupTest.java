package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.upload.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of a real NBD server is downloaded over connections that the server's side opens. */
@Timeout(60)
class PulledBackupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MIB = 1 << 20;
    private static final String UID = "3f1c";
    private static final BackupPlan PLAN = new BackupPlan(
            UID,
            Optional.of("sunday"),
            List.of(new BackupPlan.Disk("data", "/exports/data/data", "/exports/data/map")));
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path directory;

    private final byte[] disk = new byte[3 * MIB];
    private int nbd;
    private Optional<Process> server = Optional.empty();
    private Optional<HttpServer> front = Optional.empty();
    private Optional<BackupTunnels> tunnels = Optional.empty();
    private Optional<TestCertificates> certificates = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(disk);
        Path raw = Files.write(directory.resolve("disk.raw"), disk);
        Path image = directory.resolve("disk.qcow2");
        run("qemu-img", "convert", "-O", "qcow2", raw.toString(), image.toString());
        run("qemu-img", "bitmap", "--add", image.toString(), "sunday");
        run("qemu-io", "-c", "write -P 0x22 1M 64k", image.toString());
        run("qemu-img", "bitmap", "--disable", image.toString(), "sunday");
        Arrays.fill(disk, MIB, MIB + (1 << 16), (byte) 0x22);
        try (ServerSocket free = new ServerSocket(0)) {
            nbd = free.getLocalPort();
        }
        server = Optional.of(new ProcessBuilder(
                        "qemu-nbd",
                        "-t",
                        "-r",
                        "-f",
                        "qcow2",
                        "-x",
                        "data",
                        "-B",
                        "sunday",
                        "-e",
                        "8",
                        "-b",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(nbd),
                        image.toString())
                .inheritIO()
                .start());
        TestCertificates signed = new TestCertificates();
        certificates = Optional.of(signed);
        BackupTunnels listening = BackupTunnels.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                signed.write(directory.resolve("exporter"), "localhost").context(),
                UID,
                PATIENCE);
        tunnels = Optional.of(listening);
        PulledBackup backup = new PulledBackup(PLAN, listening);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            try (exchange) {
                assertThat(backup.answers(exchange, exchange.getRequestURI().getPath()))
                        .isTrue();
            }
        });
        http.setExecutor(command -> Thread.ofVirtual().start(command));
        http.start();
        front = Optional.of(http);
    }

    @AfterEach
    void stop() throws Exception {
        front.ifPresent(http -> http.stop(0));
        tunnels.ifPresent(BackupTunnels::close);
        if (server.isPresent()) {
            server.get().destroy();
            assertThat(server.get().waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void disk_and_what_has_changed_come_over_the_connections_of_the_node() throws Exception {
        offer("kubevirt.io:system:client:" + UID, 5);
        assertThat(get("data", "").body()).isEqualTo(disk);
        HttpResponse<byte[]> rest = get("data", "bytes=1048570-");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(disk, 1048570, disk.length));
        HttpResponse<byte[]> window = get("data?offset=" + (2 * MIB) + "&length=100", "");
        assertThat(window.statusCode()).isEqualTo(200);
        assertThat(window.body()).isEqualTo(Arrays.copyOfRange(disk, 2 * MIB, 2 * MIB + 100));
        assertThat(get("data?offset=" + disk.length, "").statusCode()).isEqualTo(416);
        String map = new String(get("map?page_size=2", "").body(), UTF_8);
        assertThat(JsonObject.parse(map).toString())
                .isEqualTo(JsonObject.parse("""
                {"extents":[{"offset":0,"length":1048576,"type":0,"description":"clean"},
                {"offset":1048576,"length":65536,"type":1,"description":"dirty"}],"next_offset":1114112}
                """).toString());
    }

    @Test
    void only_the_node_of_this_backup_may_hand_it_out() throws Exception {
        offer("kubevirt.io:system:client:another", 1);
        offer("somebody", 1);
        assertThat(get("data", "").statusCode()).isEqualTo(503);
        offer("kubevirt.io:system:client:" + UID, 1);
        assertThat(get("data", "").statusCode()).isEqualTo(200);
    }

    /** What the node does: connects, waits for the first byte, and is a pipe to the NBD server then. */
    private void offer(String name, int connections) throws Exception {
        SSLContext tls = certificates.orElseThrow().clientContext(name);
        for (int i = 0; i < connections; i++) {
            Thread.ofVirtual().start(() -> {
                try (SSLSocket socket = (SSLSocket) tls.getSocketFactory()
                        .createSocket("localhost", tunnels.orElseThrow().port())) {
                    if (socket.getInputStream().read() >= 0) {
                        pipe(socket);
                    }
                } catch (IOException e) {
                    // The exporter has enough, or refuses.
                }
            });
        }
    }

    private void pipe(Socket socket) throws IOException {
        try (Socket to = new Socket(InetAddress.getLoopbackAddress(), nbd)) {
            Thread back = Thread.ofVirtual().start(() -> carry(to, socket));
            carry(socket, to);
            back.interrupt();
        }
    }

    private static void carry(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One end has gone.
        }
    }

    private HttpResponse<byte[]> get(String path, String range) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                "http://127.0.0.1:" + front.orElseThrow().getAddress().getPort() + "/exports/data/" + path));
        if (!range.isEmpty()) {
            request.header("Range", range);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
