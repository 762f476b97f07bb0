package dev.slipway.nodeagent;

import dev.slipway.api.client.ClientSerialization;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Runs the node-agent in a process of its own, as a Pod of the cluster on every node. */
public final class NodeAgentMain {
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);

    private NodeAgentMain() {}

    /** Runs until it is told to end; guests run on. */
    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(end, main)));
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withKubernetesSerialization(ClientSerialization.withoutManagedFields())
                        .build();
                NodeAgent agent = new NodeAgent(client, ClusterSettings.of(System.getenv()))) {
            agent.start();
            end.await();
        } catch (IOException | RuntimeException e) {
            System.err.println("The node-agent does not run: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    /** The process lives until its hooks are done, so this one waits for the orderly end. */
    private static void end(CountDownLatch end, Thread main) {
        end.countDown();
        try {
            main.join(LAST_WORDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
