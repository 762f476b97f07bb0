package dev.slipway.importer.export;

import dev.slipway.api.export.VirtualMachineExport;
import dev.slipway.api.export.VirtualMachineExportLink;
import dev.slipway.api.export.VirtualMachineExportLinks;
import dev.slipway.api.export.VirtualMachineExportStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way into the cluster for who downloads: finds the exporter of an export and passes requests on to it. Whether the token is
 * right, the exporter says. Paths are those of KubeVirt's {@code virt-exportproxy}.
 */
public final class ExportProxy implements AutoCloseable {
    /** Where all paths begin. */
    public static final String PREFIX = "/api/export.kubevirt.io/";

    private static final String LABEL = "kubevirt.io.virt-export-service";
    private static final int CONNECT_MILLIS = 5_000;
    private static final int IDLE_SECONDS = 600;
    private static final List<String> PASSED_ON = List.of("Range", "If-Range", "Accept", ExportToken.HEADER);
    private static final List<String> PASSED_BACK =
            List.of("Content-Type", "Content-Length", "Content-Range", "ETag", "Accept-Ranges", "Allow");

    private static final Place BUSY = new Place.None(503, "Too many exports are asked for at present; try again.");

    private final Vertx vertx;
    private final KubernetesClient kubernetes;
    private final Lookups<Asked, Place> places;
    private @Nullable Known known;

    /** Looks exports up through this client, which stays the caller's to close. */
    public ExportProxy(Vertx vertx, KubernetesClient kubernetes) {
        this.vertx = vertx;
        this.kubernetes = kubernetes;
        this.places = new Lookups<>(asked -> find(asked.namespace(), asked.name()), InstantSource.system());
    }

    /** A client that believes one authority. */
    private record Known(String authority, HttpClient client) {}

    /** An export. */
    private record Asked(String namespace, String name) {}

    /** Where the exporter of an export is. */
    private sealed interface Place {
        record At(String address, String serverName, String authority) implements Place {}

        record None(int status, String sentence) implements Place {}
    }

    /** Returns the router; mount it at the root. */
    public Router router() {
        Router router = Router.router(vertx);
        router.route(PREFIX + ":version/namespaces/:namespace/virtualmachineexports/:name/*")
                .handler(this::handle);
        return router;
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        String namespace = context.pathParam("namespace");
        String name = context.pathParam("name");
        String before = "/virtualmachineexports/" + name;
        String uri = request.uri().substring(request.uri().indexOf(before) + before.length());
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            refuse(request, 405, "An export is only read.");
            return;
        }
        vertx.executeBlocking(() -> places.find(new Asked(namespace, name)), false)
                .onSuccess(found -> {
                    switch (found.orElse(BUSY)) {
                        case Place.At at -> pass(request, at, uri);
                        case Place.None none -> refuse(request, none.status(), none.sentence());
                    }
                })
                .onFailure(cause ->
                        refuse(request, 503, "The export cannot be looked up at present: " + cause.getMessage()));
    }

    private Place find(String namespace, String name) {
        VirtualMachineExport export = kubernetes
                .resources(VirtualMachineExport.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (export == null) {
            return new Place.None(404, "There is no export " + namespace + "/" + name + ".");
        }
        Optional<VirtualMachineExportStatus> status = Optional.ofNullable(export.getStatus());
        Optional<String> authority = status.map(VirtualMachineExportStatus::links)
                .map(VirtualMachineExportLinks::internal)
                .map(VirtualMachineExportLink::cert);
        Optional<String> address = kubernetes.pods().inNamespace(namespace).withLabel(LABEL).list().getItems().stream()
                .filter(pod -> isOf(export, pod))
                .map(pod -> pod.getStatus() == null
                        ? ""
                        : Objects.requireNonNullElse(pod.getStatus().getPodIP(), ""))
                .filter(ip -> !ip.isEmpty())
                .findFirst();
        if (authority.isEmpty() || address.isEmpty()) {
            return new Place.None(
                    503,
                    "The export " + namespace + "/" + name + " is not ready ("
                            + status.map(VirtualMachineExportStatus::phase).orElse("Pending")
                            + "); its condition Ready says why.");
        }
        return new Place.At(address.get(), status.get().serviceName() + "." + namespace + ".svc", authority.get());
    }

    private static boolean isOf(VirtualMachineExport export, Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> export.getMetadata().getUid().equals(owner.getUid()));
    }

    private void pass(HttpServerRequest request, Place.At place, String uri) {
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setServer(SocketAddress.inetSocketAddress(ExportPlan.PORT, place.address()))
                .setHost(place.serverName())
                .setPort(ExportPlan.PORT)
                .setURI(uri);
        for (String header : PASSED_ON) {
            String value = request.getHeader(header);
            if (value != null) {
                options.putHeader(header, value);
            }
        }
        client(place.authority())
                .request(options)
                .compose(onward -> {
                    request.response().closeHandler(_ -> onward.reset());
                    return onward.send();
                })
                .onSuccess(response -> answer(request, response))
                .onFailure(cause -> refuse(request, 502, "The exporter cannot be reached: " + cause.getMessage()));
    }

    private synchronized HttpClient client(String authority) {
        Known last = known;
        if (last != null && last.authority().equals(authority)) {
            return last.client();
        }
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority)))
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setMaxPoolSize(256)
                .setKeepAlive(false));
        if (last != null) {
            last.client().close();
        }
        known = new Known(authority, client);
        return client;
    }

    private static void answer(HttpServerRequest request, HttpClientResponse response) {
        HttpServerResponse answer = request.response().setStatusCode(response.statusCode());
        if (answer.ended() || answer.closed()) {
            return;
        }
        for (String header : PASSED_BACK) {
            String value = response.getHeader(header);
            if (value != null) {
                answer.putHeader(header, value);
            }
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            answer.end();
        } else {
            // HTTP/2 knows no chunks, and its clients refuse the word.
            answer.setChunked(request.version() != HttpVersion.HTTP_2 && response.getHeader("Content-Length") == null);
            // An exporter that breaks off must be a cut for the client, too, not an end.
            response.pipe().endOnFailure(false).to(answer).onFailure(_ -> answer.reset());
        }
    }

    private static void refuse(HttpServerRequest request, int status, String sentence) {
        HttpServerResponse response = request.response();
        if (!response.ended() && !response.closed() && !response.headWritten()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", "text/plain; charset=utf-8")
                    .end(request.method().equals(HttpMethod.HEAD) ? "" : sentence + "\n");
        }
    }

    @Override
    public synchronized void close() {
        Known last = known;
        if (last != null) {
            last.client().close();
        }
    }
}
