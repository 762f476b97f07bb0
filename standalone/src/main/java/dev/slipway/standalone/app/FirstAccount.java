package dev.slipway.standalone.app;

import dev.slipway.portal.access.LocalAccounts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;

/** The account {@code admin}, made at the first start; its password waits in a file for {@code ./slipway up}. */
final class FirstAccount {
    /** Without characters that look alike. */
    private static final String PASSWORD_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

    /** Of 32 letters each: 70 bits. */
    private static final int PASSWORD_LENGTH = 14;

    private FirstAccount() {}

    /** Makes it unless it was made before. */
    static void make(DataDirectory data, KubernetesClient client) throws IOException {
        if (Files.exists(data.resolve("first-account"))) {
            return;
        }
        StringBuilder password = new StringBuilder();
        new SecureRandom()
                .ints(PASSWORD_LENGTH, 0, PASSWORD_LETTERS.length())
                .forEach(index -> password.append(PASSWORD_LETTERS.charAt(index)));
        LocalAccounts.createWithRandomPassword(
                client, Identity.ADMIN.user(), password.toString(), Identity.ADMIN.groups());
        data.writeSecret("first-password", password + "\n");
        data.writeSecret("first-account", Identity.ADMIN.user() + "\n");
    }
}
