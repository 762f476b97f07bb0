package dev.slipway.benchmarks.scale;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;

/** Eight clients that create objects as fast as they can. */
final class Burst {
    private static final int CLIENTS = 8;

    private Burst() {}

    /** Returns when each POST was sent ({@link System#nanoTime}), by the object's name. */
    static Map<String, Long> send(KubernetesClient client, int count, IntFunction<? extends HasMetadata> object)
            throws InterruptedException {
        Map<String, Long> sent = new ConcurrentHashMap<>();
        AtomicInteger next = new AtomicInteger();
        AtomicReference<RuntimeException> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(CLIENTS);
        for (int number = 0; number < CLIENTS; number++) {
            Thread.ofPlatform().start(() -> {
                try {
                    for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                        HasMetadata made = object.apply(index);
                        sent.put(made.getMetadata().getName(), System.nanoTime());
                        client.resource(made).create();
                    }
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
        return sent;
    }
}
