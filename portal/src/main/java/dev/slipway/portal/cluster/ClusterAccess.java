package dev.slipway.portal.cluster;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Gives the portal its client where another part of the same process makes it; without such a bean a kubeconfig does. */
public interface ClusterAccess {
    /**
     * Returns a client with the portal's own identity; the portal closes it.
     *
     * @param settings timeouts as the portal wants them; address and credentials are to be filled in
     */
    KubernetesClient connect(ConfigBuilder settings);
}
