package dev.slipway.standalone.app;

import dev.slipway.portal.cluster.ClusterAccess;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets the portal share event loops and readers of objects with the other parts of this process. */
@ApplicationScoped
public class PortalAccess implements ClusterAccess {
    private static volatile @Nullable CompletableFuture<Clients> clients;

    /** @param shared complete once the API server answers; the portal waits for it */
    static void through(CompletableFuture<Clients> shared) {
        clients = shared;
    }

    @Override
    public KubernetesClient connect(ConfigBuilder settings) {
        return Objects.requireNonNull(clients, "the way to the API server is known before the portal starts")
                .join()
                .as(Identity.PORTAL, settings);
    }
}
