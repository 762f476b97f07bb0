package dev.slipway.importer.front;

import dev.slipway.api.aggregation.RequestHeaderAuthority;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs the proxies of uploads and exports in a process of their own, as a Pod of the cluster. */
public final class UploadFrontMain {
    private static final Duration CERTIFICATE_CHECK = Duration.ofMinutes(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    /** On a node where all parts start at once an answer may take this long, and to begin anew would only make it worse. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private UploadFrontMain() {}

    /** Runs until it is told to end, or until its certificate was replaced: its Pod then starts it with the new one. */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(end::countDown));
        Vertx vertx = Vertx.vertx();
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(Config.autoConfigure(null))
                                .withRequestTimeout((int) PATIENCE.toMillis())
                                .build())
                        .build();
                UploadFront front =
                        UploadFront.start(vertx, UploadFrontSettings.of(System.getenv()), client, apiServer(client))) {
            while (!end.await(CERTIFICATE_CHECK.toMillis(), TimeUnit.MILLISECONDS) && !front.isOutdated()) {
                // Looks again.
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("The upload proxy does not run: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        } finally {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .completeOnTimeout(null, LAST_WORDS.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    private static RequestHeaderAuthority apiServer(KubernetesClient client) {
        return RequestHeaderAuthority.of(client.configMaps()
                .inNamespace(RequestHeaderAuthority.NAMESPACE)
                .withName(RequestHeaderAuthority.NAME)
                .get());
    }
}
