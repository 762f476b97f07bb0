package dev.slipway.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Slipway that runs on this machine, as {@code ./slipway up} left it.
 *
 * @param data its data directory
 * @param portal base URL of its portal
 */
public record Installation(Path data, String portal) {
    /** Reads where the Slipway of {@code data} listens. */
    public static Installation in(Path data) throws IOException {
        JsonNode facts =
                new ObjectMapper().readTree(data.resolve("standalone.json").toFile());
        return new Installation(data, facts.path("portal").asText());
    }

    /** Returns a client with the admin's rights; the caller closes it. */
    public KubernetesClient client() throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(data.resolve("kubeconfig/admin.yaml")));
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Returns the first password of the user {@code admin}. */
    public String password() throws IOException {
        return Files.readString(data.resolve("first-password")).strip();
    }
}
