package dev.slipway.operator.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.machine.template.TemplateTrial;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.reconcile.ObjectKey;
import dev.slipway.operator.reconcile.Outcome;
import dev.slipway.operator.reconcile.Reconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;

/** Says of templates whether they can be used: admission lets no others in, but some were stored before it looked. */
public final class TemplateReconciler implements Reconciler {
    private final KubernetesClient client;
    private final Caches caches;
    private final ObjectWriter writer;
    private final InstantSource clock;

    /** Makes the reconciler. */
    public TemplateReconciler(KubernetesClient client, Caches caches, ObjectWriter writer, InstantSource clock) {
        this.client = client;
        this.caches = caches;
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(ObjectKey key) {
        Caches.find(caches.templates().templates(), key)
                .filter(template -> template.getMetadata().getDeletionTimestamp() == null)
                .ifPresent(template -> writer.status(
                        template, template.getStatus(), TemplateStatus.of(template, trial(template), clock.instant())));
        return new Outcome.Done();
    }

    private TemplateTrial trial(VirtualMachineTemplate template) {
        return TemplateTrial.of(client.getKubernetesSerialization().convertValue(template, ObjectNode.class));
    }
}
