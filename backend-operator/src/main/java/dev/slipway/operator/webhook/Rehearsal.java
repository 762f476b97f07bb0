package dev.slipway.operator.webhook;

import dev.slipway.operator.authority.ServingCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One review of a whole virtual machine, sent over HTTPS to the webhooks themselves. The first one loads hundreds of classes
 * and makes the first handshake: on a busy node it takes longer than the ten seconds for which an API server waits.
 */
final class Rehearsal {
    /** A JVM on a busy node may need this long for the first one. */
    private static final int SECONDS = 60;

    private Rehearsal() {}

    /**
     * Asks every path once.
     *
     * @param shown the certificate that is expected
     * @throws IllegalStateException if an answer is no verdict that allows the machine
     */
    static void hold(Vertx vertx, ServingCertificate shown, int port, Iterable<String> paths) {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setVerifyHost(false)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(shown.certificatePem()))));
        try {
            for (String path : paths) {
                ask(client, port, path);
            }
        } finally {
            client.close();
        }
    }

    private static void ask(HttpClient client, int port, String path) {
        Future<Buffer> answer = client.request(HttpMethod.POST, port, "127.0.0.1", path)
                .compose(request -> {
                    // Listens before it sends: an answer may have come to its end before a listener that comes later.
                    Future<Buffer> body = request.response().compose(HttpClientResponse::body);
                    return request.send(question()).compose(_ -> body);
                });
        try {
            String body = answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS)
                    .toString();
            if (!body.contains("\"allowed\":true")) {
                throw new IllegalStateException(
                        "the webhook " + path + " does not allow a machine that is right: " + body);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the webhook " + path + " does not answer the operator itself: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the webhook " + path, e);
        }
    }

    private static Buffer question() {
        try (InputStream resource = Rehearsal.class.getResourceAsStream("rehearsal.json")) {
            if (resource == null) {
                throw new IllegalStateException("rehearsal.json is missing in this build");
            }
            return Buffer.buffer(resource.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
