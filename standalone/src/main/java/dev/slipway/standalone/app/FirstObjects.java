package dev.slipway.standalone.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.api.schema.CustomResourceDefinitions;
import dev.slipway.standalone.client.ShutDown;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What a cluster gets from the chart, standalone makes at its start: definitions, roles, storage class, secrets. */
final class FirstObjects {
    private static final int KEY_BYTES = 32;

    private final KubernetesClient client;

    FirstObjects(KubernetesClient client) {
        this.client = client;
    }

    void make() throws IOException {
        definitions();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(SlipwayNames.NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.resource(LocalVolumes.storageClass()).forceConflicts().serverSideApply();
        roles();
        ticketKey();
        openNodes();
    }

    /** The definitions of all kinds. */
    private void definitions() {
        for (JsonNode definition : CustomResourceDefinitions.all()) {
            client.resource(definition.toString()).forceConflicts().serverSideApply();
        }
    }

    /** The admins' group may do everything; so may the parts, which all live in this one process. */
    private void roles() {
        client.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName("cluster-admin")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("*")
                        .withResources("*")
                        .withVerbs("*")
                        .endRule()
                        .addNewRule()
                        .withNonResourceURLs("*")
                        .withVerbs("*")
                        .endRule()
                        .build())
                .forceConflicts()
                .serverSideApply();
        for (String group : List.of("slipway:admins", "slipway:parts")) {
            client.resource(new ClusterRoleBindingBuilder()
                            .withNewMetadata()
                            .withName(group)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                            .addNewSubject("rbac.authorization.k8s.io", "Group", group, null)
                            .build())
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    private void ticketKey() {
        var secret = client.secrets().inNamespace(SlipwayNames.NAMESPACE).withName(SlipwayNames.TICKET_SECRET);
        if (secret.get() == null) {
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            client.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(SlipwayNames.TICKET_SECRET)
                            .withNamespace(SlipwayNames.NAMESPACE)
                            .endMetadata()
                            .withType("slipway.dev/console-tickets")
                            .withData(Map.of(
                                    SlipwayNames.TICKET_KEY, Base64.getEncoder().encodeToString(key)))
                            .build())
                    .create();
        }
    }

    /** Nodes that {@code down --machines} closed take machines again. */
    private void openNodes() {
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
