package dev.slipway.portal.exports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportedFileTest {
    private static final String PASSWORD = "not a secret";
    private static final int MIB = 1 << 20;
    private static final int LARGE = 128 * MIB;
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    private static Path directory;

    private static KeyStore keys;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=exporter",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @Test
    void rest_of_a_file_is_asked_for_with_the_token_and_comes_with_its_headers() throws Exception {
        HttpHandler exporter = exchange -> {
            byte[] rest = (exchange.getRequestHeaders().getFirst("x-kubevirt-export-token") + " "
                            + exchange.getRequestHeaders().getFirst("Range"))
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Range", "bytes 7-29/30");
            exchange.sendResponseHeaders(206, rest.length);
            exchange.getResponseBody().write(rest);
        };
        Map<String, String> headers = Map.of("x-kubevirt-export-token", "sesame", "Range", "bytes=7-");
        try (Exporter serving = new Exporter(exporter);
                ExportedFile file = ExportedFile.open(serving.url(), certificate(), headers)) {
            ByteArrayOutputStream visitor = new ByteArrayOutputStream();
            file.passTo(visitor);
            assertThat(file.status()).isEqualTo(206);
            assertThat(file.header("Content-Range")).contains("bytes 7-29/30");
            assertThat(visitor.toString(UTF_8)).isEqualTo("sesame bytes=7-");
        }
    }

    @Test
    void exporter_sends_no_faster_than_the_visitor_takes() throws Exception {
        AtomicLong sent = new AtomicLong();
        HttpHandler exporter = exchange -> {
            exchange.sendResponseHeaders(200, LARGE);
            byte[] chunk = new byte[MIB];
            while (sent.get() < LARGE) {
                exchange.getResponseBody().write(chunk);
                sent.addAndGet(chunk.length);
            }
        };
        CountDownLatch goesOn = new CountDownLatch(1);
        AtomicLong taken = new AtomicLong();
        OutputStream slow = new OutputStream() {
            @Override
            public void write(int one) {
                throw new AssertionError("a file comes in chunks");
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                taken.addAndGet(length);
                try {
                    assertThat(goesOn.await(2, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        try (Exporter serving = new Exporter(exporter);
                ExportedFile file = ExportedFile.open(serving.url(), certificate(), Map.of())) {
            Future<?> passing = THREADS.submit(() -> {
                file.passTo(slow);
                return null;
            });
            await().atMost(Duration.ofMinutes(1)).until(() -> sent.get() > 0);
            AtomicLong before = new AtomicLong(-1);
            await().pollInterval(Duration.ofMillis(500))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> before.getAndSet(sent.get()) == sent.get());
            assertThat(sent.get()).isLessThan(LARGE / 2);
            goesOn.countDown();
            passing.get(1, TimeUnit.MINUTES);
            assertThat(taken.get()).isEqualTo(LARGE);
        }
    }

    @Test
    void file_that_is_cut_there_is_cut_here() throws Exception {
        HttpHandler exporter = exchange -> {
            exchange.sendResponseHeaders(200, MIB);
            exchange.getResponseBody().write(new byte[100]);
            throw new IOException("the exporter dies");
        };
        try (Exporter serving = new Exporter(exporter);
                ExportedFile file = ExportedFile.open(serving.url(), certificate(), Map.of())) {
            assertThatThrownBy(() -> file.passTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void stranger_who_has_another_certificate_gets_no_token() throws Exception {
        try (Exporter serving = new Exporter(HttpExchange::close)) {
            assertThatThrownBy(() -> ExportedFile.open(serving.url(), "", Map.of("x-kubevirt-export-token", "sesame")))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> ExportedFile.open("http://127.0.0.1:1/root.img", "", Map.of()))
                .hasMessageContaining("is no https address");
    }

    private static String certificate() throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(keys.getCertificate("mykey").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /** Answers like an exporter Pod, on the loopback address. */
    private static final class Exporter implements AutoCloseable {
        private final HttpsServer server;

        Exporter(HttpHandler handler) throws Exception {
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(managers.getKeyManagers(), null, null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            server.setExecutor(THREADS);
            server.createContext("/", exchange -> {
                try (exchange) {
                    handler.handle(exchange);
                }
            });
            server.start();
        }

        String url() {
            return "https://127.0.0.1:" + server.getAddress().getPort() + "/root.img";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
