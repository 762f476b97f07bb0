package dev.slipway.standalone.app;

import dev.slipway.standalone.client.ShutDown;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Lets nodes that {@code ./slipway down --machines} closed take machines again. */
final class Uncordon {
    private Uncordon() {}

    static void nodes(KubernetesClient client) {
        client.nodes().list().getItems().stream()
                .filter(node -> node.getMetadata().getAnnotations().containsKey(ShutDown.CORDONED))
                .forEach(node -> client.nodes()
                        .withName(node.getMetadata().getName())
                        .edit(now -> new NodeBuilder(now)
                                .editMetadata()
                                .removeFromAnnotations(ShutDown.CORDONED)
                                .endMetadata()
                                .editSpec()
                                .withUnschedulable(null)
                                .endSpec()
                                .build()));
    }
}
