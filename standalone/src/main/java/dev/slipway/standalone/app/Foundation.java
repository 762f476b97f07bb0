package dev.slipway.standalone.app;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;

/** What must be in the API before anybody can use it: definitions, roles, namespace, storage class and the first account. */
final class Foundation {
    private Foundation() {}

    static void lay(DataDirectory data, Clients clients) throws IOException, InterruptedException {
        try (KubernetesClient host = clients.as(Identity.HOST)) {
            new Definitions(host).apply();
            new FirstObjects(host).make();
            FirstAccount.make(data, host);
        }
    }
}
