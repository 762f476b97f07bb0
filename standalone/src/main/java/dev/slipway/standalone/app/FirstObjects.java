package dev.slipway.standalone.app;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

/** What a cluster gets from the chart, standalone makes at its start beside definitions and roles: namespaces, storage class, secrets. */
final class FirstObjects {
    private static final int KEY_BYTES = 32;

    private final KubernetesClient client;

    FirstObjects(KubernetesClient client) {
        this.client = client;
    }

    void make() {
        Stream.of(SlipwayNames.NAMESPACE, SlipwayNames.ACCOUNTS_NAMESPACE, SlipwayNames.MIGRATIONS_NAMESPACE)
                .forEach(this::namespace);
        if (client.resource(LocalVolumes.storageClass()).get() == null) {
            client.resource(LocalVolumes.storageClass()).create();
        }
        ticketKey();
    }

    private void namespace(String name) {
        // What is there is not written: rules of users judge also writes that change nothing.
        if (client.namespaces().withName(name).get() != null) {
            return;
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
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
}
