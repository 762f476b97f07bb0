package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Sees when instances begin to run and when they are gone, as any client would. */
final class InstanceWatch implements AutoCloseable, Watcher<VirtualMachineInstance> {
    private final Map<String, Long> runningSince = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Watch watch;

    private InstanceWatch(KubernetesClient client) {
        this.watch = client.resources(VirtualMachineInstance.class)
                .inNamespace("default")
                .watch(this);
    }

    static InstanceWatch open(KubernetesClient client) {
        return new InstanceWatch(client);
    }

    @Override
    public synchronized void eventReceived(Action action, VirtualMachineInstance instance) {
        String name = instance.getMetadata().getName();
        if (action == Action.DELETED) {
            gone.add(name);
        } else if (instance.getStatus() != null
                && "Running".equals(instance.getStatus().phase())) {
            runningSince.putIfAbsent(name, System.nanoTime());
        }
        notifyAll();
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch ended", cause);
    }

    /** Returns the time ({@link System#nanoTime}) at which the instance was seen to run first. */
    synchronized long awaitRunning(String name, Duration limit) throws InterruptedException {
        await(() -> runningSince.containsKey(name), limit, name + " does not run");
        return Objects.requireNonNull(runningSince.get(name));
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
