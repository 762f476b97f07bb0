package dev.slipway.vncproxy.front;

import dev.slipway.api.aggregation.RequestHeaderAuthority;
import dev.slipway.vncproxy.relay.RelayClient;
import dev.slipway.vncproxy.relay.WebSocketSettings;
import dev.slipway.vncproxy.stream.ConsoleStreams;
import dev.slipway.vncproxy.subresource.MachineDocuments;
import dev.slipway.vncproxy.subresource.SubresourceApi;
import dev.slipway.vncproxy.subresource.TemplateApi;
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
import io.vertx.core.net.SSLOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three servers of {@code vnc-proxy}: subresources.kubevirt.io for the API server alone, console streams for browsers,
 * health for the kubelet. A replaced certificate is taken up within a minute.
 */
final class ProxyServers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServers.class);
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration CERTIFICATE_CHECK = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final ProxySettings settings;
    private final RequestHeaderAuthority authority;
    private final RelayClient relay;
    private final HttpServer api;
    private final HttpServer consoles;
    private final HttpServer health;
    private List<FileTime> version;

    private ProxyServers(Vertx vertx, ProxySettings settings, KubernetesClient client, RequestHeaderAuthority authority)
            throws IOException {
        this.vertx = vertx;
        this.settings = settings;
        this.authority = authority;
        this.version = version();
        this.relay = new RelayClient(vertx, settings.relay());
        this.api = server(
                options(settings.apiPort()).setClientAuth(ClientAuth.REQUIRED).setTrustOptions(trust()),
                onlyApiServer(apis(vertx, client, relay)));
        this.consoles = server(
                options(settings.consolePort()),
                new ConsoleStreams(vertx, client, relay, Clock.systemUTC(), settings.origins()).router());
        this.health = server(
                new HttpServerOptions().setHost(settings.host()).setPort(settings.healthPort()), ProxyServers::healthy);
    }

    private static Router apis(Vertx vertx, KubernetesClient client, RelayClient relay) {
        Router both = Router.router(vertx);
        Router documents = new MachineDocuments(vertx, client).router();
        both.route("/apis/" + MachineDocuments.GROUP + "*").handler(context -> documents.handle(context.request()));
        Router templates = new TemplateApi(vertx, client).router();
        both.route("/apis/" + TemplateApi.GROUP + "*").handler(context -> templates.handle(context.request()));
        Router subresources = new SubresourceApi(vertx, client, relay).router();
        both.route().handler(context -> subresources.handle(context.request()));
        return both;
    }

    /** Starts all, health last, since its answer says that the others listen; returns when it does, too. */
    static ProxyServers start(
            Vertx vertx, ProxySettings settings, KubernetesClient client, RequestHeaderAuthority authority)
            throws IOException {
        ProxyServers servers = new ProxyServers(vertx, settings, client, authority);
        try {
            Future.all(servers.api.listen(), servers.consoles.listen())
                    .compose(_ -> servers.health.listen())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START.toSeconds(), TimeUnit.SECONDS);
            vertx.setPeriodic(CERTIFICATE_CHECK.toMillis(), _ -> servers.takeUpNewCertificate());
            return servers;
        } catch (ExecutionException | TimeoutException e) {
            servers.close();
            throw new IOException(
                    "vnc-proxy cannot listen on " + settings.host() + ", ports " + settings.apiPort() + ", "
                            + settings.consolePort() + " and " + settings.healthPort() + ": " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            servers.close();
            throw new IOException("interrupted while starting to listen", e);
        }
    }

    /** Returns the port for the API server. */
    int apiPort() {
        return api.actualPort();
    }

    private HttpServer server(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer(options).requestHandler(handler);
    }

    private HttpServerOptions options(int port) {
        return WebSocketSettings.apply(new HttpServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(key()));
    }

    private PemKeyCertOptions key() {
        return new PemKeyCertOptions()
                .setCertPath(file("tls.crt").toString())
                .setKeyPath(file("tls.key").toString());
    }

    private PemTrustOptions trust() {
        return new PemTrustOptions().addCertValue(Buffer.buffer(authority.authority()));
    }

    private Path file(String name) {
        return settings.serving().resolve(name);
    }

    /** The headers that name a user are believed only from the API server. */
    private Handler<HttpServerRequest> onlyApiServer(Router router) {
        return request -> {
            if (authority.allows(request.sslSession())) {
                router.handle(request);
            } else {
                request.response()
                        .setStatusCode(403)
                        .putHeader("content-type", "text/plain")
                        .end("Only the Kubernetes API server may call this address; ask through it.");
            }
        };
    }

    private static void healthy(HttpServerRequest request) {
        boolean known = "/healthz".equals(request.path()) || "/readyz".equals(request.path());
        request.response().setStatusCode(known ? 200 : 404).end(known ? "ok" : "not found");
    }

    private List<FileTime> version() throws IOException {
        return List.of(Files.getLastModifiedTime(file("tls.crt")), Files.getLastModifiedTime(file("tls.key")));
    }

    private void takeUpNewCertificate() {
        try {
            List<FileTime> present = version();
            if (!present.equals(version)) {
                version = present;
                Future.all(
                                api.updateSSLOptions(new SSLOptions()
                                        .setKeyCertOptions(key())
                                        .setTrustOptions(trust())),
                                consoles.updateSSLOptions(new SSLOptions().setKeyCertOptions(key())))
                        .onFailure(e -> LOG.warn("the new certificate in {} cannot be used", settings.serving(), e));
            }
        } catch (IOException e) {
            LOG.warn("the certificate in {} cannot be read; the old one stays in use", settings.serving(), e);
        }
    }

    @Override
    public void close() {
        relay.close();
        Future.all(api.close(), consoles.close(), health.close())
                .onFailure(e -> LOG.warn("a server could not be closed", e));
    }
}
