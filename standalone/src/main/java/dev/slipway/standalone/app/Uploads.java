package dev.slipway.standalone.app;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.importer.upload.UploadProxy;
import dev.slipway.importer.upload.UploadTargets;
import dev.slipway.importer.upload.UploadTokenKey;
import dev.slipway.importer.upload.UploadTokens;
import dev.slipway.standalone.apiserver.discovery.AggregatedGroups;
import dev.slipway.standalone.apiserver.http.Aggregated;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads inside standalone: tokens behind the API server, the proxy on the portal's origin. */
final class Uploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final String PROXY_SECRET = "upload-proxy";

    private final KubernetesClient client;
    /** Reads what a kubelet would mount for the proxy. */
    private final KubernetesClient host;

    private final DataDirectory data;
    private @Nullable UploadTokenKey key;
    private @Nullable UploadProxy proxy;
    private @Nullable Router routes;

    private Uploads(KubernetesClient client, KubernetesClient host, DataDirectory data) {
        this.client = client;
        this.host = host;
        this.data = data;
    }

    static Uploads open(Clients clients, DataDirectory data) {
        return new Uploads(clients.as(Identity.UPLOAD_PROXY), clients.as(Identity.HOST), data);
    }

    /** Returns upload.cdi.kubevirt.io for the API server that runs on {@code vertx}. */
    Aggregated tokens(Vertx vertx) {
        return new Aggregated(
                "/apis/upload.cdi.kubevirt.io/",
                List.of(AggregatedGroups.upload()),
                List.of(AggregatedGroups.uploadTokenRequest()),
                new UploadTokens(vertx, UploadTargets.in(client), this::key, InstantSource.system()).router());
    }

    /** Returns the upload proxy's routes for the portal that runs on {@code vertx}. */
    Router proxy(Vertx vertx) {
        Router front = Router.router(vertx);
        front.route().handler(context -> {
            context.request().pause();
            vertx.executeBlocking(() -> opened(vertx))
                    .onSuccess(proxy -> {
                        context.request().resume();
                        proxy.handle(context.request());
                    })
                    .onFailure(e -> {
                        LOG.warn("uploads cannot be taken yet: {}", e.getMessage());
                        context.request().resume();
                        context.response()
                                .setStatusCode(503)
                                .putHeader("content-type", "text/plain")
                                .end("Uploads cannot be taken yet; Slipway is still starting. Try again in a moment.");
                    });
        });
        return front;
    }

    /** The operator, which starts beside the portal, makes what the proxy shows of itself: it is opened when first needed. */
    private synchronized Router opened(Vertx vertx) throws IOException {
        Router known = routes;
        if (known == null) {
            UploadProxy made = new UploadProxy(vertx, UploadTargets.in(client), key(), tls(), InstantSource.system());
            proxy = made;
            known = made.router();
            routes = known;
        }
        return known;
    }

    /** The key lies in the API server, which starts after its routes are known: it is read when first needed. */
    private synchronized UploadTokenKey key() {
        UploadTokenKey known = key;
        if (known == null) {
            known = UploadTokenKey.shared(client);
            key = known;
        }
        return known;
    }

    /** The operator makes the proxy's certificate; the proxy reads it from files, as from a mounted Secret. */
    private UploadProxy.Tls tls() throws IOException {
        Secret secret = host.secrets()
                .inNamespace(SlipwayNames.NAMESPACE)
                .withName(PROXY_SECRET)
                .get();
        for (String file : List.of("tls.crt", "tls.key", "ca.crt")) {
            String base64 = Optional.ofNullable(secret)
                    .map(Secret::getData)
                    .map(all -> all.get(file))
                    .orElseThrow(() -> new IOException("Secret " + SlipwayNames.NAMESPACE + "/" + PROXY_SECRET
                            + " has no " + file + "; delete the Secret and start again, then it is made anew."));
            data.writeSecret(
                    "tls/" + PROXY_SECRET + "." + file,
                    new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII));
        }
        return new UploadProxy.Tls(file("tls.crt"), file("tls.key"), file("ca.crt"));
    }

    private java.nio.file.Path file(String name) {
        return data.resolve("tls/" + PROXY_SECRET + "." + name);
    }

    @Override
    public synchronized void close() {
        UploadProxy made = proxy;
        if (made != null) {
            made.close();
        }
        client.close();
        host.close();
    }
}
