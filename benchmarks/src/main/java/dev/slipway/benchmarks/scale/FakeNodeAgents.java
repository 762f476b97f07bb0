package dev.slipway.benchmarks.scale;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The node-agents of the fake nodes, which do nothing but to say that what was scheduled runs; and the clock of a client that
 * watches the phases.
 */
final class FakeNodeAgents implements AutoCloseable, Watcher<VirtualMachineInstance> {
    private static final Duration BEAT = Duration.ofMinutes(1);

    private static final String ACCOUNT = "system:serviceaccount:slipway:node-agent";

    /** Admission lets nobody else write the status of an instance. */
    private final KubernetesClient agent;

    private final Map<String, Long> scheduled = new HashMap<>();
    private final Map<String, Long> running = new HashMap<>();
    private final ExecutorService agents = Executors.newFixedThreadPool(4);
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private final Watch watch;

    private FakeNodeAgents(KubernetesClient client, String namespace) {
        this.agent = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withImpersonateUsername(ACCOUNT)
                        .withImpersonateGroups("system:authenticated", "system:serviceaccounts:slipway")
                        .build())
                .build();
        this.watch = client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .watch(this);
        ScheduledFuture<?> _ = beats.scheduleAtFixedRate(
                () -> FakeNodes.beat(client), BEAT.toSeconds(), BEAT.toSeconds(), TimeUnit.SECONDS);
    }

    static FakeNodeAgents on(KubernetesClient client, String namespace) {
        return new FakeNodeAgents(client, namespace);
    }

    @Override
    public void eventReceived(Action action, VirtualMachineInstance instance) {
        String phase = instance.getStatus() == null ? "" : instance.getStatus().phase() + "";
        String name = instance.getMetadata().getName();
        synchronized (this) {
            if (phase.equals("Scheduled") && scheduled.putIfAbsent(name, System.nanoTime()) == null) {
                agents.execute(() -> run(instance));
            } else if (phase.equals("Running")) {
                running.putIfAbsent(name, System.nanoTime());
            }
            notifyAll();
        }
    }

    private void run(VirtualMachineInstance instance) {
        try {
            agent.resources(VirtualMachineInstance.class)
                    .inNamespace(instance.getMetadata().getNamespace())
                    .withName(instance.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), """
                            {"status": {"phase": "Running"}}""");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public void onClose(WatcherException cause) {
        throw new IllegalStateException("the watch ended", cause);
    }

    /** Returns when each instance was seen {@code Scheduled} ({@link System#nanoTime}), as soon as that many were. */
    synchronized Map<String, Long> awaitScheduled(int count, Duration limit) throws InterruptedException {
        await(() -> scheduled.size() >= count, limit, "Scheduled");
        return Map.copyOf(scheduled);
    }

    /** Returns when that many instances were seen to run. */
    synchronized void awaitRunning(int count, Duration limit) throws InterruptedException {
        await(() -> running.size() >= count, limit, "Running");
    }

    private synchronized void await(BooleanSupplier seen, Duration limit, String phase) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!seen.getAsBoolean()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException("not all are %s after %s: %d were Scheduled, %d Running"
                        .formatted(phase, limit, scheduled.size(), running.size()));
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        watch.close();
        beats.shutdownNow();
        agents.shutdownNow();
        agent.close();
    }
}
