package dev.slipway.operator.cluster;

import dev.slipway.api.template.VirtualMachineTemplate;
import dev.slipway.api.template.VirtualMachineTemplateRequest;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.stream.Stream;

/** Informers for templates and what asks for them; part of {@link Caches}. */
public final class TemplateCaches {
    private final SharedIndexInformer<VirtualMachineTemplate> templates;
    private final SharedIndexInformer<VirtualMachineTemplateRequest> requests;

    TemplateCaches(KubernetesClient client) {
        templates = Caches.informer(client, VirtualMachineTemplate.class);
        requests = Caches.informer(client, VirtualMachineTemplateRequest.class);
    }

    Stream<SharedIndexInformer<? extends HasMetadata>> all() {
        return Stream.of(templates, requests);
    }

    public SharedIndexInformer<VirtualMachineTemplate> templates() {
        return templates;
    }

    public SharedIndexInformer<VirtualMachineTemplateRequest> requests() {
        return requests;
    }
}
