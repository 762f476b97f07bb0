package dev.slipway.nodeagent.session;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.qemu.LaunchPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings the keys of one migration from its Secret into the files that QEMU looks for. Source: QEMU 7.2, {@code tlscredsx509.c}. */
final class MigrationKeys {
    private static final String MODE = "0600";

    private final KubernetesClient client;

    MigrationKeys(KubernetesClient client) {
        this.client = client;
    }

    /** Returns the files of the receiving end, in this directory. */
    List<LaunchPlan.File> ofServer(String migration, String directory) throws IOException {
        return files(migration, directory, "server");
    }

    /** Returns the files of the sending end, in this directory. */
    List<LaunchPlan.File> ofClient(String migration, String directory) throws IOException {
        return files(migration, directory, "client");
    }

    private List<LaunchPlan.File> files(String migration, String directory, String end) throws IOException {
        String name = SlipwayNames.migrationSecret(migration);
        Secret secret = client.secrets()
                .inNamespace(SlipwayNames.MIGRATIONS_NAMESPACE)
                .withName(name)
                .get();
        Map<String, String> data =
                Optional.ofNullable(secret).map(Secret::getData).orElse(Map.of());
        return List.of(
                file(data, "ca.crt", directory + "/ca-cert.pem", name),
                file(data, end + ".crt", directory + "/" + end + "-cert.pem", name),
                file(data, end + ".key", directory + "/" + end + "-key.pem", name));
    }

    private static LaunchPlan.File file(Map<String, String> data, String key, String path, String secret)
            throws IOException {
        String content = data.get(key);
        if (content == null) {
            throw new IOException("Secret %s with the keys of the migration has no %s; without it nothing is sent"
                    .formatted(secret, key));
        }
        return new LaunchPlan.File(path, content, MODE);
    }
}
