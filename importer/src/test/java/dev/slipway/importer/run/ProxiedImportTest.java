package dev.slipway.importer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.upload.TestCertificates;
import dev.slipway.importer.volume.DiskFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports from a host that only a proxy knows. */
class ProxiedImportTest {
    private static final long SIZE = 6_345_216;
    private static final Patience SHORT = new Patience(2, Duration.ofMillis(5), Duration.ofMillis(10));

    @TempDir
    private static Path shared;

    @TempDir
    private Path directory;

    private static Path raw;
    private static Path qcow2;
    private ProxyServer proxy;

    @BeforeAll
    static void makeImages() throws Exception {
        raw = Images.raw(shared.resolve("disk.raw"), SIZE, 7);
        qcow2 = Images.convert(raw, shared.resolve("disk.qcow2"), "qcow2");
    }

    @BeforeEach
    void start() throws IOException {
        proxy = new ProxyServer();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    /** Imports as a Pod with this environment would. */
    private void run(String url, Map<String, String> environment) throws IOException, InterruptedException {
        ImportRequest request = ImportRequest.parse(
                "{\"source\":{\"http\":{\"url\":\"" + url + "\"}},\"size\":" + SIZE + "}",
                WorkPlace.of(new HashMap<>(environment)));
        HttpSite site = new HttpSite(((ImportRequest.Source.Http) request.source()).request());
        new Import(
                        new DiskFile(directory, new Bytes(SIZE), false),
                        new Incoming(url, "test", pool -> HttpSource.open(site, pool, SHORT)),
                        new Reporter(new ProgressFile(directory.resolve("progress.json"))))
                .run();
    }

    private ImportProblem problem(String url, Map<String, String> environment) {
        return catchThrowableOfType(ImportFailure.class, () -> run(url, environment))
                .problem();
    }

    private void assertDisk() throws IOException {
        assertThat(Files.readAllBytes(directory.resolve("disk.img"))).isEqualTo(Files.readAllBytes(raw));
    }

    @Test
    void image_of_a_host_that_only_the_proxy_knows_comes_through_it() throws Exception {
        try (FileServer server = new FileServer(qcow2)) {
            proxy.knows("images.invalid", URI.create(server.url("x")).getPort());
            run("http://images.invalid/disk.qcow2", Map.of("http_proxy", "http://" + proxy.address()));
            assertDisk();
            assertThat(proxy.requests())
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("GET http://images.invalid/disk.qcow2 HTTP/1.1"));
            assertThat(server.requests())
                    .isNotEmpty()
                    .allMatch(
                            request -> "images.invalid".equals(request.fields().get("host"))
                                    && request.fields().keySet().stream().noneMatch(name -> name.startsWith("proxy-")));
        }
    }

    @Test
    void image_behind_tls_comes_through_a_tunnel_and_its_certificate_is_the_hosts() throws Exception {
        MutualTls tls = new TestCertificates().write(directory.resolve("tls"), "images.invalid");
        Path authorities = Files.createDirectories(directory.resolve("ca"));
        Files.copy(directory.resolve("tls/ca.crt"), authorities.resolve("ca.crt"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
        byte[] content = Files.readAllBytes(qcow2);
        server.createContext("/disk.qcow2", exchange -> {
            String[] range =
                    exchange.getRequestHeaders().getFirst("Range").substring(6).split("-");
            int from = Integer.parseInt(range[0]);
            int to = Math.min(Integer.parseInt(range[1]) + 1, content.length);
            exchange.getResponseHeaders().set("ETag", "\"one\"");
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + content.length);
            exchange.sendResponseHeaders(206, to - from);
            try (var out = exchange.getResponseBody()) {
                out.write(Arrays.copyOfRange(content, from, to));
            }
        });
        server.start();
        try {
            proxy.knows("images.invalid", server.getAddress().getPort());
            proxy.knows("other.invalid", server.getAddress().getPort());
            // Without scheme, as many write it; user and password go to the proxy alone.
            proxy.demand("Basic bWU6cGFzcw==");
            Map<String, String> environment = Map.of(
                    "https_proxy", "http://me:pass@" + proxy.address(), "SLIPWAY_PROXY_CA_DIR", authorities.toString());
            run("https://images.invalid/disk.qcow2", environment);
            assertDisk();
            assertThat(proxy.requests()).containsOnly("CONNECT images.invalid:443 HTTP/1.1");

            assertThat(problem("https://other.invalid/disk.qcow2", environment).code())
                    .isEqualTo("CERTIFICATE_REFUSED");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void proxy_that_refuses_is_told_from_a_server_that_does() {
        Map<String, String> environment =
                Map.of("http_proxy", proxy.address(), "https_proxy", "http://me:secret@" + proxy.address());
        ImportProblem forbidden = problem("https://far.invalid/disk.raw", environment);
        assertThat(forbidden.code()).isEqualTo("PROXY_REFUSED");
        assertThat(forbidden.sentence())
                .contains(proxy.address(), "https://far.invalid/disk.raw", "importProxy.noProxy")
                .doesNotContain("secret");
        proxy.demand("Basic other");
        assertThat(problem("https://far.invalid/disk.raw", environment).sentence())
                .contains("user and password", "importProxy of CDIConfig config")
                .doesNotContain("secret");
        assertThat(problem("http://far.invalid/disk.raw", environment).code()).isEqualTo("PROXY_REFUSED");
    }

    @Test
    void exceptions_are_fetched_without_and_no_address_is_hidden_behind_a_proxy() throws Exception {
        try (FileServer server = new FileServer(raw)) {
            run(server.url("disk.raw"), Map.of("http_proxy", proxy.address(), "SLIPWAY_LOOPBACK_SOURCES", "allowed"));
            assertDisk();
            assertThat(proxy.requests()).isEmpty();
        }
        assertThat(problem("http://169.254.169.254/latest", Map.of("http_proxy", proxy.address()))
                        .code())
                .isEqualTo("ADDRESS_REFUSED");
        assertThat(problem("http://0xa9fea9fe/latest", Map.of("http_proxy", proxy.address()))
                        .code())
                .isEqualTo("ADDRESS_REFUSED");
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void address_that_is_none_is_named_without_its_password() {
        assertThat(problem("http://far.invalid/", Map.of("http_proxy", "socks5://me:secret@proxy:1080"))
                        .sentence())
                .contains("importProxy.HTTPProxy", "has the scheme 'socks5'")
                .doesNotContain("secret");
    }
}
