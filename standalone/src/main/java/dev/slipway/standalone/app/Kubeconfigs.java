package dev.slipway.standalone.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kubeconfig files in {@code DATA/kubeconfig}, one for each identity, with a random token. A token stays as long as
 * its file: whoever deletes a file and starts again has revoked it.
 */
final class Kubeconfigs {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** In the files written here a token stands on a line of its own. */
    private static final Pattern TOKEN = Pattern.compile("(?m)^\\s*token:\\s*\"?([A-Za-z0-9_-]+)\"?\\s*$");

    private final DataDirectory data;
    private final String server;
    private final Path authority;
    private final Map<Identity, String> tokens;

    private Kubeconfigs(DataDirectory data, String server, Path authority, Map<Identity, String> tokens) {
        this.data = data;
        this.server = server;
        this.authority = authority;
        this.tokens = Map.copyOf(tokens);
    }

    /** Reads the tokens, makes the missing ones, and writes every file whose text is not right. */
    static Kubeconfigs write(DataDirectory data, String server, Path authority) throws IOException {
        Map<Identity, String> tokens = new LinkedHashMap<>();
        String certificate = Base64.getEncoder().encodeToString(Files.readAllBytes(authority));
        for (Identity identity : Identity.ALL) {
            Path file = data.resolve(name(identity));
            String before = Files.exists(file) ? Files.readString(file, UTF_8) : "";
            Matcher found = TOKEN.matcher(before);
            String token = found.find() ? found.group(1) : newToken();
            tokens.put(identity, token);
            String text = text(identity, token, server, certificate);
            if (!text.equals(before)) {
                data.writeSecret(name(identity), text);
            }
        }
        return new Kubeconfigs(data, server, authority, tokens);
    }

    /** Returns the identities by token. */
    Map<String, Identity> byToken() {
        Map<String, Identity> identities = new LinkedHashMap<>();
        tokens.forEach((identity, token) -> identities.put(token, identity));
        return identities;
    }

    /** Returns the token of an identity. */
    String token(Identity identity) {
        return Objects.requireNonNull(tokens.get(identity), () -> "no kubeconfig was written for " + identity.file());
    }

    /** Returns the URL of the API. */
    String server() {
        return server;
    }

    /** Returns the PEM file of the authority that signed the API's certificate. */
    Path authority() {
        return authority;
    }

    Path file(Identity identity) {
        return data.resolve(name(identity));
    }

    private static String text(Identity identity, String token, String server, String certificate) {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: slipway
                  cluster:
                    certificate-authority-data: %s
                    server: %s
                users:
                - name: %s
                  user:
                    token: %s
                contexts:
                - name: slipway
                  context:
                    cluster: slipway
                    namespace: default
                    user: %s
                current-context: slipway
                """.formatted(certificate, server, identity.file(), token, identity.file());
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
