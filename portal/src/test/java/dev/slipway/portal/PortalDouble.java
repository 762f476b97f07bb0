package dev.slipway.portal;

import dev.slipway.portal.access.LocalAccounts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The cluster behind the portal under test. */
public final class PortalDouble implements QuarkusTestResourceLifecycleManager {
    static final String PASSWORD = "correct horse";

    private static final AtomicReference<ClusterDouble> CLUSTER = new AtomicReference<>();
    private static final AtomicReference<Path> KUBECONFIG = new AtomicReference<>();

    private static final AtomicReference<String> SESSION = new AtomicReference<>();

    static ClusterDouble cluster() {
        return Objects.requireNonNull(CLUSTER.get());
    }

    /** Returns the session that tests share, because passwords are slow on purpose. */
    static synchronized String session(Supplier<String> signIn) {
        String known = SESSION.get();
        if (known == null) {
            known = signIn.get();
            SESSION.set(known);
        }
        return known;
    }

    /** Makes an account. */
    static void account(String user, String password) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(
                        Objects.requireNonNull(KUBECONFIG.get()).toFile()))
                .build()) {
            LocalAccounts.createOrReplace(client, user, password, List.of("slipway:users"));
        }
    }

    @Override
    public Map<String, String> start() {
        ClusterDouble cluster = ClusterDouble.start();
        CLUSTER.set(cluster);
        SampleCluster.fill(cluster, 60);
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "portal-test");
            Path kubeconfig = folder.resolve("kubeconfig.yaml");
            cluster.kubeconfig(kubeconfig);
            KUBECONFIG.set(kubeconfig);
            for (String user : List.of("admin", "anna", "berta", "nobody")) {
                account(user, PASSWORD);
            }
            return Map.of(
                    "slipway.portal.kubeconfig",
                    kubeconfig.toString(),
                    "slipway.portal.data",
                    folder.toString(),
                    "slipway.portal.rights-kept",
                    "PT0S",
                    "quarkus.http.test-port",
                    "0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        cluster().close();
    }
}
