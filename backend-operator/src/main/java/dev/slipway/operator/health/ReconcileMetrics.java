package dev.slipway.operator.health;

import dev.slipway.operator.reconcile.QueueObserver;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;

/** Counts and times what the controllers do. */
public final class ReconcileMetrics implements QueueObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Starts with nothing counted. */
    public ReconcileMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
    }

    @Override
    public void looked(String kind, Duration duration, boolean succeeded) {
        Timer.builder("slipway.operator.reconcile")
                .description("Looks at objects, by kind and by whether they ended without an error.")
                .tag("kind", kind)
                .tag("succeeded", Boolean.toString(succeeded))
                .register(registry)
                .record(duration);
    }

    /** Returns all metrics in the text format of Prometheus. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
