package dev.slipway.standalone.kubelet;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Runs one piece of work per key: never twice at once for the same key, at most one run waits, different keys run side
 * by side.
 */
final class SerialByKey implements AutoCloseable {
    private enum Demand {
        RUNNING,
        RUN_AGAIN
    }

    private final ConcurrentHashMap<String, Demand> demands = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Consumer<String> work;

    SerialByKey(Consumer<String> work) {
        this.work = work;
    }

    /** Sees to it that {@code work} runs for {@code key} after this call. */
    void demand(String key) {
        Demand now = demands.merge(key, Demand.RUNNING, (old, fresh) -> Demand.RUN_AGAIN);
        if (now == Demand.RUNNING && !threads.isShutdown()) {
            threads.execute(() -> run(key));
        }
    }

    private void run(String key) {
        do {
            work.accept(key);
            // Removes the entry if nobody asked meanwhile, else takes the demand and runs again.
        } while (demands.computeIfPresent(key, (k, demand) -> demand == Demand.RUN_AGAIN ? Demand.RUNNING : null)
                != null);
    }

    @Override
    public void close() {
        threads.close();
    }
}
