package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Sees when instances, or Pods, begin to run and when they are gone, as any client would. */
final class RunningWatch<T extends HasMetadata> implements AutoCloseable, Watcher<T> {
    private final Map<String, Long> runningSince = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Predicate<T> runs;
    private final Watch watch;

    private RunningWatch(KubernetesClient client, Class<T> kind, Predicate<T> runs) {
        this.runs = runs;
        this.watch = client.resources(kind).inNamespace("default").watch(this);
    }

    static RunningWatch<VirtualMachineInstance> ofInstances(KubernetesClient client) {
        return new RunningWatch<>(
                client,
                VirtualMachineInstance.class,
                instance -> instance.getStatus() != null
                        && "Running".equals(instance.getStatus().phase()));
    }

    static RunningWatch<Pod> ofPods(KubernetesClient client) {
        return new RunningWatch<>(
                client,
                Pod.class,
                pod -> pod.getStatus() != null
                        && "Running".equals(pod.getStatus().getPhase()));
    }

    @Override
    public synchronized void eventReceived(Action action, T object) {
        String name = object.getMetadata().getName();
        if (action == Action.DELETED) {
            gone.add(name);
        } else if (runs.test(object)) {
            runningSince.putIfAbsent(name, System.nanoTime());
        }
        notifyAll();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch ended", cause);
    }

    /** Returns the time ({@link System#nanoTime}) at which the object was seen to run first. */
    synchronized long awaitRunning(String name, Duration limit) throws InterruptedException {
        await(() -> runningSince.containsKey(name), limit, name + " does not run");
        return Objects.requireNonNull(runningSince.get(name));
    }

    /** Returns when the one whose name begins like this was seen to run first; empty if none was. */
    synchronized OptionalLong runningSince(String prefix) {
        return runningSince.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .mapToLong(Map.Entry::getValue)
                .min();
    }

    synchronized void awaitGone(String name, Duration limit) throws InterruptedException {
        await(() -> gone.contains(name), limit, name + " does not go");
    }

    private synchronized void await(BooleanSupplier seen, Duration limit, String complaint)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!seen.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(complaint);
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
