package dev.slipway.standalone.app;

import dev.slipway.portal.access.LocalAccounts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;

/** The account {@code admin}, made at the first start; its password waits in a file for {@code ./slipway up}. */
final class FirstAccount {
    private FirstAccount() {}

    /** Makes it unless it was made before: an account that was deleted does not come back. */
    static void make(DataDirectory data, KubernetesClient client) throws IOException {
        if (Files.exists(data.resolve("first-account"))) {
            return;
        }
        String password = LocalAccounts.randomPassword();
        LocalAccounts.createWithRandomPassword(client, Identity.ADMIN.user(), password, Identity.ADMIN.groups());
        data.writeSecret("first-password", password + "\n");
        data.writeSecret("first-account", Identity.ADMIN.user() + "\n");
    }
}
