package dev.slipway.standalone.app;

import dev.slipway.portal.cluster.ClusterAccess;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lets the portal share event loops and readers of objects with the other parts of this process. */
@ApplicationScoped
public class PortalAccess implements ClusterAccess {
    private static volatile @Nullable Clients clients;

    static void through(Clients shared) {
        clients = shared;
    }

    @Override
    public KubernetesClient connect(ConfigBuilder settings) {
        return Objects.requireNonNull(clients, "the portal starts after the API server")
                .as(Identity.PORTAL, settings);
    }
}
