package dev.slipway.portal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Memory, collections, threads and processor time of the process among the metrics, some seconds after the portal began to
 * answer. Quarkus would look for them before that, which takes a tenth of its start (decision 23).
 */
@Singleton
public final class ProcessMetrics {
    private static final Duration AFTER = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final MeterRegistry registry;
    private @Nullable JvmHeapPressureMetrics pressure;
    private @Nullable JvmGcMetrics collections;
    private boolean ended;

    @Inject
    ProcessMetrics(Vertx vertx, MeterRegistry registry) {
        this.vertx = vertx;
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        vertx.setTimer(
                AFTER.toMillis(),
                _ -> vertx.executeBlocking(() -> {
                    bind();
                    return true;
                }));
    }

    private synchronized void bind() {
        if (ended) {
            return;
        }
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        pressure = new JvmHeapPressureMetrics();
        pressure.bindTo(registry);
        collections = new JvmGcMetrics();
        collections.bindTo(registry);
    }

    /** Both listen to the collector until they are closed. */
    @PreDestroy
    synchronized void end() {
        ended = true;
        if (pressure != null) {
            pressure.close();
        }
        if (collections != null) {
            collections.close();
        }
    }
}
