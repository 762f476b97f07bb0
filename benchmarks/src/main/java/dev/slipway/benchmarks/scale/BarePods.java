package dev.slipway.benchmarks.scale;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;

/** The anchor: as many Pods of one container, from the first POST until all run. */
final class BarePods implements Watcher<Pod> {
    private final Map<String, Long> running = new HashMap<>();

    private BarePods() {}

    /** Returns the seconds. */
    static double measure(KubernetesClient client, String namespace, int count, Duration limit)
            throws InterruptedException {
        BarePods pods = new BarePods();
        try (Watch _ = client.pods().inNamespace(namespace).watch(pods)) {
            Map<String, Long> sent = Burst.send(client, count, index -> pod(namespace, "bare-%04d".formatted(index)));
            long begin = sent.values().stream().min(Long::compare).orElseThrow();
            return (pods.await(count, limit) - begin) / 1e9;
        }
    }

    private static Pod pod(String namespace, String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addToNodeSelector(FakeNodes.LABEL, "true")
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("main")
                .withImage("localhost/nothing:1")
                .withNewResources()
                .addToRequests("memory", new Quantity("1Gi"))
                .addToRequests("cpu", new Quantity("100m"))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    @Override
    public synchronized void eventReceived(Action action, Pod pod) {
        if (pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase())) {
            running.putIfAbsent(pod.getMetadata().getName(), System.nanoTime());
            notifyAll();
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch ended", cause);
    }

    private synchronized long await(int count, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (running.size() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(
                        "only %d of %d Pods run after %s".formatted(running.size(), count, limit));
            }
            wait(left);
        }
        return running.entrySet().stream()
                .map(Entry::getValue)
                .max(Long::compare)
                .orElseThrow();
    }
}
