package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The kubeconfig files in {@code DATA/kubeconfig}, one for each identity, with a random token. A token stays as long as
 * its file: whoever deletes a file and starts again has revoked it.
 */
final class Kubeconfigs {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DataDirectory data;
    private final Map<Identity, String> tokens;

    private Kubeconfigs(DataDirectory data, Map<Identity, String> tokens) {
        this.data = data;
        this.tokens = Map.copyOf(tokens);
    }

    /** Reads the tokens, makes the missing ones, and writes every file for the given address. */
    static Kubeconfigs write(DataDirectory data, String server, Path authority) throws IOException {
        Map<Identity, String> tokens = new LinkedHashMap<>();
        String certificate = Base64.getEncoder().encodeToString(Files.readAllBytes(authority));
        for (Identity identity : Identity.ALL) {
            Path file = data.resolve(name(identity));
            String token = Files.exists(file) ? tokenOf(file) : newToken();
            tokens.put(identity, token);
            data.writeSecret(name(identity), text(identity, token, server, certificate));
        }
        return new Kubeconfigs(data, tokens);
    }

    /** Returns the identities by token. */
    Map<String, Identity> byToken() {
        Map<String, Identity> identities = new LinkedHashMap<>();
        tokens.forEach((identity, token) -> identities.put(token, identity));
        return identities;
    }

    Path file(Identity identity) {
        return data.resolve(name(identity));
    }

    /** Returns a client that acts as {@code identity}. */
    KubernetesClient client(Identity identity) throws IOException {
        Config config = Config.fromKubeconfig(Files.readString(file(identity), UTF_8));
        config.setUserAgent("slipway-" + identity.file());
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static String tokenOf(Path file) throws IOException {
        var config =
                Serialization.unmarshal(Files.readString(file, UTF_8), io.fabric8.kubernetes.api.model.Config.class);
        return config.getUsers().getFirst().getUser().getToken();
    }

    private static String text(Identity identity, String token, String server, String certificate) {
        return Serialization.asYaml(new ConfigBuilder()
                .addNewCluster()
                .withName("slipway")
                .withNewCluster()
                .withServer(server)
                .withCertificateAuthorityData(certificate)
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName(identity.file())
                .withNewUser()
                .withToken(token)
                .endUser()
                .endUser()
                .addNewContext()
                .withName("slipway")
                .withNewContext()
                .withCluster("slipway")
                .withUser(identity.file())
                .withNamespace("default")
                .endContext()
                .endContext()
                .withCurrentContext("slipway")
                .build());
    }

    private static String newToken() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return "slipway-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String name(Identity identity) {
        return "kubeconfig/" + identity.file() + ".yaml";
    }
}
