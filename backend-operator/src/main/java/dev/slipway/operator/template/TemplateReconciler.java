package dev.slipway.operator.template;

import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import java.time.InstantSource;

/** Says of templates that they can be used: admission lets no others in. */
public final class TemplateReconciler implements Reconciler {
    private final Caches caches;
    private final ObjectWriter writer;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public TemplateReconciler(Caches caches, ObjectWriter writer, InstantSource clock) {
        this.caches = caches;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Caches.find(caches.templates().templates(), key)
                .filter(template -> template.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(template ->
                        writer.status(template, template.getStatus(), TemplateStatus.of(template, clock.instant())));
        return new Outcome.Done();
    }
}
