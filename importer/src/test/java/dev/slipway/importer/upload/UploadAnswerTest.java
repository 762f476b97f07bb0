package dev.slipway.importer.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Pod that calls itself one for uploads and answers without end. */
@Timeout(60)
class UploadAnswerTest {
    private static final int CHUNK = 64 << 10;
    private static final long FAR_TOO_MUCH = 200L << 20;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final UploadTokenKey key = UploadTokenKey.fresh();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private UploadProxy proxy;
    private HttpServer front;

    @BeforeEach
    void start() throws Exception {
        String name = UploadTargets.serverName("cdi-upload-root", "shop");
        TestCertificates certificates = new TestCertificates();
        certificates.write(directory, name);
        HttpServer pod = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(directory.resolve("tls.crt").toString())
                                .setKeyPath(directory.resolve("tls.key").toString())))
                .requestHandler(request -> {
                    HttpServerResponse response = request.response().setChunked(true);
                    response.closeHandler(_ -> ended.set(true));
                    request.endHandler(_ -> pour(response));
                    request.resume();
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        proxy = new UploadProxy(
                vertx,
                (namespace, claim) -> new UploadTarget.Ready("127.0.0.1", name),
                key,
                new UploadProxy.Tls(
                        directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt")),
                InstantSource.system(),
                pod.actualPort());
        front = vertx.createHttpServer()
                .requestHandler(proxy.router())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void pour(HttpServerResponse response) {
        while (!response.writeQueueFull() && sent.get() < FAR_TOO_MUCH) {
            sent.addAndGet(CHUNK);
            response.write(Buffer.buffer(new byte[CHUNK]));
        }
        response.drainHandler(_ -> pour(response));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void answer_without_end_is_cut_and_so_is_the_pod_that_gives_it() throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), front.actualPort())) {
            String token =
                    new UploadToken("shop", "root", InstantSource.system().instant()).sign(key);
            client.getOutputStream()
                    .write(("POST /v1beta1/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            client.setSoTimeout(20_000);
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
        }
        await().atMost(Duration.ofSeconds(20)).untilTrue(ended);
    }
}
