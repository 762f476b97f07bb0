package dev.slipway.portal;

import dev.slipway.portal.access.LocalAccounts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;

/** Serves the sample cluster for looking at the portal: arguments are the kubeconfig to write and a number of machines more. */
final class PreviewCluster {
    private PreviewCluster() {}

    public static void main(String[] arguments) throws InterruptedException {
        Path kubeconfig = Path.of(arguments[0]);
        try (ClusterDouble cluster = ClusterDouble.start()) {
            SampleCluster.fill(cluster, Integer.parseInt(arguments[1]));
            cluster.kubeconfig(kubeconfig);
            try (KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                    .build()) {
                LocalAccounts.createOrReplace(client, "admin", "correct horse", List.of("slipway:admins"));
            }
            Thread.currentThread().join();
        }
    }
}
