package dev.slipway.standalone.app;

import dev.slipway.api.client.ClientSerialization;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.nio.file.Path;

/**
 * The clients of the parts in this process. Each acts as its own identity; all share event loops and the readers of
 * objects, which are dear to make and the same for all.
 */
final class Clients implements AutoCloseable {
    /** The server is in this process: one that answers late is short of processors, and asking anew would make it worse. */
    private static final int PATIENCE_MILLIS = 60_000;

    private final Kubeconfigs kubeconfigs;
    private final Path trustStore;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setUseDaemonThread(true));
    private final KubernetesSerialization serialization = ClientSerialization.withoutManagedFields();

    private volatile String server;

    /**
     * Makes none yet.
     *
     * @param trustStore what clients trust beside the authority of {@code kubeconfigs}
     */
    Clients(Kubeconfigs kubeconfigs, Path trustStore) {
        this.kubeconfigs = kubeconfigs;
        this.trustStore = trustStore;
        this.server = kubeconfigs.server();
    }

    /** Says where the API server listens for this process; clients made later go there. */
    void reach(URI inside) {
        this.server = inside.toString();
    }

    /** Returns a client that acts as {@code identity}; the caller closes it. */
    KubernetesClient as(Identity identity) {
        return as(identity, new ConfigBuilder(Config.empty()).withRequestTimeout(PATIENCE_MILLIS));
    }

    /** Returns a client that acts as {@code identity}, with timeouts and the like as given. */
    KubernetesClient as(Identity identity, ConfigBuilder settings) {
        Config config = settings.withMasterUrl(server)
                .withCaCertFile(kubeconfigs.authority().toString())
                .withTrustStoreFile(trustStore.toString())
                .withTrustStorePassphrase("")
                .withOauthToken(kubeconfigs.token(identity))
                .withUserAgent("slipway-" + identity.file())
                .withNamespace("default")
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new VertxHttpClientFactory(vertx))
                .withKubernetesSerialization(serialization)
                .build();
    }

    @Override
    public void close() {
        vertx.close();
    }
}
