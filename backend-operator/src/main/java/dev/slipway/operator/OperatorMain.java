package dev.slipway.operator;

import dev.slipway.api.client.ClientSerialization;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.operator.kubevirt.Installation;
import dev.slipway.operator.kubevirt.UpstreamKubeVirt;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;

/** Runs the operator in a process of its own, as a Pod of the cluster. */
public final class OperatorMain {
    private static final int DEFAULT_HEALTH_PORT = 8080;
    private static final int DEFAULT_WEBHOOK_PORT = 8443;

    private OperatorMain() {}

    /** Runs until it is told to end. */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(end, main)));
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withKubernetesSerialization(ClientSerialization.withoutManagedFields())
                        .build();
                OperatorApp operator = new OperatorApp(client, settings(System.getenv()))) {
            operator.start();
            end.await();
        } catch (UpstreamKubeVirt.Found | IllegalArgumentException | TimeoutException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    /** The process lives until its hooks are done, so this one waits for the orderly end. */
    private static void end(CountDownLatch end, Thread main) {
        end.countDown();
        try {
            main.join(Duration.ofSeconds(20));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    static OperatorSettings settings(Map<String, String> environment) {
        String version = environment.getOrDefault("SLIPWAY_VERSION", "0.1.0");
        return new OperatorSettings(
                new Installation(
                        environment.getOrDefault("SLIPWAY_NAMESPACE", SlipwayNames.NAMESPACE),
                        version,
                        environment.getOrDefault("SLIPWAY_ARCHITECTURE", "amd64")),
                environment.getOrDefault("SLIPWAY_LAUNCHER_IMAGE", "slipway.dev/launcher:" + version),
                ImporterSettings.of(
                        environment.getOrDefault("SLIPWAY_IMPORTER_IMAGE", "slipway.dev/importer:" + version)),
                Optional.empty(),
                Optional.empty(),
                true,
                environment.getOrDefault("HOSTNAME", "slipway-operator"),
                "0.0.0.0",
                OptionalInt.of(port(environment, "SLIPWAY_HEALTH_PORT", DEFAULT_HEALTH_PORT)),
                OptionalInt.of(port(environment, "SLIPWAY_WEBHOOK_PORT", DEFAULT_WEBHOOK_PORT)),
                8,
                Duration.ofMinutes(2));
    }

    private static int port(Map<String, String> environment, String name, int usual) {
        String text = environment.getOrDefault(name, Integer.toString(usual));
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException(
                    name + " is \"" + text + "\", which is no port; use a number from 0 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
