package dev.slipway.standalone.app;

import dev.slipway.importer.export.ExportProxy;
import dev.slipway.standalone.apiserver.http.Aggregated;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;

/** Exports inside standalone: the way to them is on the address of the API server, whose certificate clients know already. */
final class Exports implements AutoCloseable {
    private final KubernetesClient client;
    private final ExportProxy proxy;

    private Exports(KubernetesClient client, ExportProxy proxy) {
        this.client = client;
        this.proxy = proxy;
    }

    static Exports open(Clients clients, Vertx vertx) {
        KubernetesClient client = clients.as(Identity.UPLOAD_PROXY);
        return new Exports(client, new ExportProxy(vertx, client));
    }

    /** Returns the paths for the API server that runs on the same event loops. */
    Aggregated downloads() {
        return Aggregated.open(ExportProxy.PREFIX, proxy.router());
    }

    @Override
    public void close() {
        proxy.close();
        client.close();
    }
}
