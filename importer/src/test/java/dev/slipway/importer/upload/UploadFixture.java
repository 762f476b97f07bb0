package dev.slipway.importer.upload;

import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.ProgressFile;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.volume.DiskFile;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** An upload Pod's server behind the proxy, on loopback. */
final class UploadFixture implements AutoCloseable {
    static final String NAMESPACE = "shop";
    static final String CLAIM = "root";

    final TestCertificates certificates = new TestCertificates();
    final UploadTokenKey key = UploadTokenKey.fresh();
    final UploadServer server;
    final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private final UploadProxy proxy;
    private final HttpServer front;
    private volatile UploadTarget target;

    UploadFixture(Path directory, long size) throws Exception {
        this(directory, new Filling.Disk(new DiskFile(directory, new Bytes(size), false)));
    }

    UploadFixture(Path directory, Filling filling) throws Exception {
        this.directory = directory;
        String pod = "cdi-upload-" + CLAIM;
        MutualTls tls = certificates.write(directory.resolve("tls"), UploadTargets.serverName(pod, NAMESPACE));
        server = UploadServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                tls.context(),
                filling,
                new Reporter(new ProgressFile(directory.resolve("progress.json"))));
        target = new UploadTarget.Ready("127.0.0.1", UploadTargets.serverName(pod, NAMESPACE));
        Path client = directory.resolve("client-tls");
        certificates.write(client, "upload-proxy");
        proxy = new UploadProxy(
                vertx,
                (namespace, claim) -> target,
                key,
                new UploadProxy.Tls(client.resolve("tls.crt"), client.resolve("tls.key"), client.resolve("ca.crt")),
                InstantSource.system(),
                server.port());
        Router router = proxy.router();
        front = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    void leadTo(UploadTarget other) {
        target = other;
    }

    int port() {
        return front.actualPort();
    }

    Path disk() {
        return directory.resolve("disk.img");
    }

    String token() {
        return new UploadToken(NAMESPACE, CLAIM, InstantSource.system().instant()).sign(key);
    }

    /** Sends the first {@code count} bytes of a request's body, and breaks the connection off. */
    void sendAndBreak(String method, String path, byte[] body, int count, String... headers)
            throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream out = socket.getOutputStream();
            String head = method + " " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token()
                    + "\r\nContent-Length: " + body.length + "\r\n" + String.join("\r\n", headers)
                    + (headers.length > 0 ? "\r\n" : "") + "\r\n";
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body, 0, count);
            out.flush();
            Thread.sleep(300); // lets the bytes pass both hops before the break
        }
    }

    @Override
    public void close() throws Exception {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        server.close();
        Files.deleteIfExists(directory.resolve("progress.json"));
    }
}
