package dev.slipway.importer.front;

import dev.slipway.api.aggregation.RequestHeaderAuthority;
import dev.slipway.importer.export.ExportProxy;
import dev.slipway.importer.upload.UploadProxy;
import dev.slipway.importer.upload.UploadTargets;
import dev.slipway.importer.upload.UploadTokenKey;
import dev.slipway.importer.upload.UploadTokens;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Three servers: upload.cdi.kubevirt.io for the API server alone, uploads and downloads of exports for everybody who has a
 * token, health for the kubelet.
 */
final class UploadFront implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final UploadFrontSettings settings;
    private final UploadProxy proxy;
    private final ExportProxy exports;
    private final List<FileTime> certificates;
    private final HttpServer api;
    private final HttpServer uploads;
    private final HttpServer health;

    private UploadFront(
            Vertx vertx, UploadFrontSettings settings, KubernetesClient client, RequestHeaderAuthority apiServer)
            throws IOException {
        this.settings = settings;
        this.certificates = certificates();
        UploadTokenKey key = UploadTokenKey.shared(client);
        UploadTargets targets = UploadTargets.in(client);
        this.proxy = new UploadProxy(vertx, targets, key, settings.toPods(), InstantSource.system());
        this.exports = new ExportProxy(vertx, client);
        Handler<HttpServerRequest> tokens =
                new UploadTokens(vertx, targets, () -> key, InstantSource.system()).router();
        this.api = vertx.createHttpServer(tls(settings.apiPort())
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(apiServer.authority()))))
                .requestHandler(request -> onlyFrom(apiServer, request, tokens));
        this.uploads = vertx.createHttpServer(tls(settings.uploadPort()))
                .requestHandler(outside(proxy.router(), exports.router()));
        this.health = vertx.createHttpServer(
                        new HttpServerOptions().setHost(settings.host()).setPort(settings.healthPort()))
                .requestHandler(UploadFront::healthy);
    }

    /** Starts all, health last, since its answer says that the others listen; returns when it does, too. */
    static UploadFront start(
            Vertx vertx, UploadFrontSettings settings, KubernetesClient client, RequestHeaderAuthority apiServer)
            throws IOException {
        UploadFront front = new UploadFront(vertx, settings, client, apiServer);
        try {
            Future.all(front.api.listen(), front.uploads.listen())
                    .compose(_ -> front.health.listen())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START.toSeconds(), TimeUnit.SECONDS);
            return front;
        } catch (ExecutionException | TimeoutException e) {
            front.close();
            throw new IOException(
                    "it cannot listen on " + settings.host() + ", ports " + settings.apiPort() + ", "
                            + settings.uploadPort() + " and " + settings.healthPort() + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            front.close();
            throw new IOException("interrupted while starting to listen", e);
        }
    }

    /** Returns whether a certificate was replaced: a process that starts anew uses it. */
    boolean isOutdated() throws IOException {
        return !certificates.equals(certificates());
    }

    private List<FileTime> certificates() throws IOException {
        return List.of(
                Files.getLastModifiedTime(file("tls.crt")),
                Files.getLastModifiedTime(settings.toPods().certificate()));
    }

    private HttpServerOptions tls(int port) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(file("tls.crt").toString())
                        .setKeyPath(file("tls.key").toString()));
    }

    private Path file(String name) {
        return settings.serving().resolve(name);
    }

    /** The headers that name a user are believed only from the API server. */
    private static void onlyFrom(
            RequestHeaderAuthority apiServer, HttpServerRequest request, Handler<HttpServerRequest> handler) {
        if (apiServer.allows(request.sslSession())) {
            handler.handle(request);
        } else {
            request.response()
                    .setStatusCode(403)
                    .putHeader("content-type", "text/plain")
                    .end("Only the Kubernetes API server may call this address; ask through it.");
        }
    }

    /** What everybody may ask who has a token: downloads of exports by their path, all else is uploads. */
    private static Handler<HttpServerRequest> outside(Router uploads, Router downloads) {
        return request -> (request.path().startsWith(ExportProxy.PREFIX) ? downloads : uploads).handle(request);
    }

    private static void healthy(HttpServerRequest request) {
        boolean known = "/healthz".equals(request.path()) || "/readyz".equals(request.path());
        request.response().setStatusCode(known ? 200 : 404).end(known ? "ok" : "not found");
    }

    @Override
    public void close() {
        api.close();
        uploads.close();
        health.close();
        proxy.close();
        exports.close();
    }
}
