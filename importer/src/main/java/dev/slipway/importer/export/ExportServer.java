package dev.slipway.importer.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.http.PodServer;
import dev.slipway.importer.http.RangedFile;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.run.Log;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.source.DiskState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;

/**
 * The process of an exporter Pod. Paths and answers are those of KubeVirt's {@code virt-exportserver}; ranges of the raw disk
 * and its ETag let a cut download go on.
 */
public final class ExportServer implements AutoCloseable {
    private static final int CHUNK = 1 << 18;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final PodServer server;
    private final ExportPlan plan;
    private final ExportToken token;
    private final Optional<PulledBackup> backup;
    private final Optional<OciArchive> archive;

    /** Stands for the state of a device, which does not say whether it was written to. */
    private final String started = "\"device-" + UUID.randomUUID() + "\"";

    private ExportServer(ExportPlan plan) throws IOException {
        this.plan = plan;
        this.token = new ExportToken(plan.token());
        SSLContext tls = new MutualTls(plan.certificates()).context();
        this.backup = plan.backup().isEmpty()
                ? Optional.empty()
                : Optional.of(pulled(plan, plan.backup().get(), tls));
        // Nobody is told that this exporter is ready before it listens.
        this.archive = plan.archive().isPresent()
                ? Optional.of(OciArchive.of(plan.archive().get(), plan.volumes(), Instant.now()))
                : Optional.empty();
        this.server = PodServer.start(plan.address(), new HttpsConfigurator(tls), this::handle);
    }

    private static PulledBackup pulled(ExportPlan plan, BackupPlan backup, SSLContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(plan.address().getAddress(), BackupTunnels.PORT);
        return new PulledBackup(backup, BackupTunnels.listen(address, tls, backup.uid(), PATIENCE));
    }

    /** Serves until the time that the environment names. */
    public static Termination serve(Map<String, String> environment) throws IOException, InterruptedException {
        ExportPlan plan = ExportPlan.of(environment);
        try (ExportServer server = start(plan)) {
            Log.line("exporting " + plan.name() + " on port " + server.port());
            Duration left =
                    plan.end().map(end -> Duration.between(Instant.now(), end)).orElse(FOREVER);
            new CountDownLatch(1).await(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
            return new Termination.Ended("The export has had its time.");
        }
    }

    static ExportServer start(ExportPlan plan) throws IOException {
        return new ExportServer(plan);
    }

    int port() {
        return server.port();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/exportready")) {
                text(exchange, 200, "OK");
            } else if (!token.isIn(exchange)) {
                text(
                        exchange,
                        401,
                        "The header " + ExportToken.HEADER
                                + " is missing or not the token of this export; read it from the export's Secret.");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                text(exchange, 405, "An export is only read.");
            } else {
                give(exchange, path);
            }
        } catch (NoSuchFileException e) {
            Log.line("there is no " + e.getMessage());
            text(
                    exchange,
                    404,
                    "The claim has no " + Path.of(e.getMessage() + "").getFileName() + ".");
        } catch (IOException e) {
            Log.line(exchange.getRequestURI().getPath() + " was broken off: " + e.getMessage());
            throw e;
        }
    }

    private void give(HttpExchange exchange, String path) throws IOException {
        if (backup.isPresent() && backup.get().answers(exchange, path)) {
            return;
        }
        if (archive.isPresent()
                && plan.archive().filter(offered -> path.equals(offered.path())).isPresent()) {
            archive(exchange, archive.get());
            return;
        }
        for (ExportedVolume volume : plan.volumes()) {
            if (volume.raw().filter(path::equals).isPresent()) {
                file(exchange, disk(volume));
                return;
            }
            if (volume.gzip().filter(path::equals).isPresent()) {
                Path disk = disk(volume);
                gzip(exchange, out -> copy(disk, out));
                return;
            }
            if (volume.archive().filter(path::equals).isPresent()) {
                gzip(exchange, out -> TarArchive.write(volume.place(), out));
                return;
            }
            if (volume.directory().filter(path::startsWith).isPresent()) {
                browse(exchange, volume, path.substring(volume.directory().get().length()));
                return;
            }
        }
        switch (path) {
            case "/internal/manifests/all" -> manifests(exchange, "internal");
            case "/external/manifests/all" -> manifests(exchange, "external");
            case "/internal/manifests/secret", "/external/manifests/secret" -> secret(exchange);
            default ->
                text(exchange, 404, "This export has no " + path + "; status.links of the export lists its paths.");
        }
    }

    private static void archive(HttpExchange exchange, OciArchive archive) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-tar");
        exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"export.oci.tar\"");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(archive.size()));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, archive.size());
        archive.write(exchange.getResponseBody());
    }

    private static Path disk(ExportedVolume volume) throws IOException {
        return volume.disk().orElseThrow(() -> new NoSuchFileException(ExportedVolume.DISK));
    }

    private void file(HttpExchange exchange, Path disk) throws IOException {
        DiskState state = DiskState.of(disk);
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        new RangedFile(disk, state.length(), state.etag().orElse(started)).answer(exchange);
    }

    /** Writes what is to be compressed. */
    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** A stream that breaks off lacks the end mark of gzip, so that nobody takes it for whole. */
    private static void gzip(HttpExchange exchange, Content content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/gzip");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        GZIPOutputStream packed = new FastGzip(exchange.getResponseBody());
        content.to(packed);
        packed.close();
    }

    /** A disk is mostly zeros: how well the rest is packed matters less than how soon it is. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, CHUNK);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    private static void copy(Path from, OutputStream to) throws IOException {
        try (InputStream in = Files.newInputStream(from)) {
            byte[] buffer = new byte[CHUNK];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                to.write(buffer, 0, count);
            }
        }
    }

    private void browse(HttpExchange exchange, ExportedVolume volume, String name) throws IOException {
        Optional<Path> found = VolumeFiles.find(volume.place(), name);
        if (found.isEmpty()) {
            text(exchange, 404, "The claim has no file " + name + ".");
        } else if (Files.isDirectory(found.get())) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            bytes(exchange, FileList.html(found.get()).getBytes(UTF_8));
        } else {
            file(exchange, found.get());
        }
    }

    private void manifests(HttpExchange exchange, String from) throws IOException {
        Path file = plan.manifests()
                .orElseThrow(() -> new NoSuchFileException("manifests"))
                .resolve(from + (isYaml(exchange) ? ".yaml" : ".json"));
        type(exchange);
        bytes(exchange, Files.readAllBytes(file));
    }

    /** The Secret by which a DataVolume shows the token (CDI's {@code secretExtraHeaders}). */
    private void secret(HttpExchange exchange) throws IOException {
        JsonObject secret = new JsonObject()
                .put("apiVersion", "v1")
                .put("kind", "Secret")
                .put("metadata", new JsonObject().put("name", "header-secret-" + plan.name()))
                .put("stringData", new JsonObject().put("token", ExportToken.HEADER + ":" + token.value()));
        type(exchange);
        bytes(
                exchange,
                // JSON is YAML, too.
                (isYaml(exchange)
                                ? secret + "\n---\n"
                                : "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{},\"items\":[" + secret
                                        + "]}")
                        .getBytes(UTF_8));
    }

    private static boolean isYaml(HttpExchange exchange) {
        String accepted = exchange.getRequestHeaders().getFirst("Accept");
        return accepted != null && accepted.contains("application/yaml");
    }

    private static void type(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Content-Type", isYaml(exchange) ? "application/yaml" : "application/json");
    }

    private static void text(HttpExchange exchange, int status, String sentence) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        bytes(exchange, status, (sentence + "\n").getBytes(UTF_8));
    }

    private static void bytes(HttpExchange exchange, byte[] bytes) throws IOException {
        bytes(exchange, 200, bytes);
    }

    private static void bytes(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.close();
        backup.ifPresent(pulled -> pulled.tunnels().close());
    }
}
