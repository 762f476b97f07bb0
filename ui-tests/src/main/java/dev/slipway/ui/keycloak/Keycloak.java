package dev.slipway.ui.keycloak;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A Keycloak in a process of its own, which an authority of its own vouches for; nothing of it outlives {@link #close}. */
public final class Keycloak implements AutoCloseable {
    /** Name under which it knows the portal. */
    public static final String CLIENT = "slipway";

    /** What the portal proves itself with. */
    public static final String SECRET = "the secret of a test";

    private static final Path PROGRAM =
            Path.of("..", "ui-tests", "keycloak").toAbsolutePath().normalize();
    private static final int CANNOT_BE_FETCHED = 3;
    private static final Duration FETCH_LIMIT = Duration.ofMinutes(9);
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final String ADMIN = "bootstrap";
    private static final String REALM = "lab";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final URI address;
    private final KeycloakTls tls;
    private final HttpClient client;

    private Keycloak(Process process, URI address, KeycloakTls tls) throws IOException {
        this.process = process;
        this.address = address;
        this.tls = tls;
        this.client = HttpClient.newBuilder().sslContext(tls.trust()).build();
    }

    /** Returns why there can be no Keycloak here; fetches it if need be. */
    public static Optional<String> hindrance() throws IOException, InterruptedException {
        Path said = Files.createTempFile("keycloak", ".said");
        try {
            Process program = new ProcessBuilder(PROGRAM.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!program.waitFor(FETCH_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                program.destroyForcibly();
                return Optional.of("Keycloak was not fetched within " + FETCH_LIMIT.toMinutes() + " minutes");
            }
            String words = Files.readString(said, UTF_8).strip();
            if (program.exitValue() != 0 && program.exitValue() != CANNOT_BE_FETCHED) {
                throw new IOException(words);
            }
            return program.exitValue() == 0 ? Optional.empty() : Optional.of(words);
        } finally {
            Files.delete(said);
        }
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param host name or address of this machine under which browsers, portal and API server reach it
     * @param folder for its certificates and its log
     */
    public static Keycloak start(String host, Path folder) throws IOException, InterruptedException {
        Path home = home();
        KeycloakTls tls = KeycloakTls.make(host, folder);
        int port = freePort(host);
        URI address = URI.create("https://" + host + ":" + port);
        ProcessBuilder builder = new ProcessBuilder(
                home.resolve("bin/kc.sh").toString(),
                "start",
                "--optimized",
                "--http-host=" + host,
                "--https-port=" + port,
                "--https-certificate-file=" + tls.certificate(),
                "--https-certificate-key-file=" + tls.key(),
                "--hostname=" + address,
                "--http-management-scheme=http",
                "--http-management-port=" + freePort(host),
                "--cache=local");
        builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m");
        builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN);
        builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", SECRET);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path log = folder.resolve("keycloak.log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Keycloak keycloak = new Keycloak(process, address, tls);
        keycloak.await(log);
        return keycloak;
    }

    /** Returns what tokens name as their issuer. */
    public String issuer() {
        return address + "/realms/" + REALM;
    }

    /** Returns the file with the authority that vouches for it, as PEM. */
    public Path authority() {
        return tls.authority();
    }

    /**
     * Makes the realm: users with their groups, whose password is their name, and the portal as a client.
     *
     * @param portal address of the portal
     * @param word how long a token holds
     */
    public void realm(URI portal, Map<String, List<String>> users, Duration word)
            throws IOException, InterruptedException {
        String token = token("master", "admin-cli", "", ADMIN, SECRET)
                .path("access_token")
                .asText();
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/admin/realms"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        JSON.writeValueAsString(Realm.of(REALM, portal, users, word))))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("the realm was not made: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** Returns the signed token about a user that kubectl would use. */
    public String idToken(String user) throws IOException, InterruptedException {
        JsonNode tokens = token(REALM, CLIENT, SECRET, user, user);
        if (!tokens.hasNonNull("id_token")) {
            throw new IOException("no token for " + user + ": " + tokens);
        }
        return tokens.path("id_token").asText();
    }

    /** Ends all sessions of a user, as an admin does who wants nobody of that name inside. */
    public void disable(String user) throws IOException, InterruptedException {
        String token = token("master", "admin-cli", "", ADMIN, SECRET)
                .path("access_token")
                .asText();
        URI users = address.resolve("/admin/realms/" + REALM + "/users");
        HttpRequest find = HttpRequest.newBuilder(URI.create(users + "?exact=true&username=" + user))
                .header("Authorization", "Bearer " + token)
                .build();
        String id = JSON.readTree(
                        client.send(find, HttpResponse.BodyHandlers.ofString()).body())
                .path(0)
                .path("id")
                .asText();
        HttpRequest change = HttpRequest.newBuilder(URI.create(users + "/" + id))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"enabled\":false}"))
                .build();
        HttpResponse<String> answer = client.send(change, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 204) {
            throw new IOException("the user was not disabled: " + answer.statusCode() + " " + answer.body());
        }
    }

    private JsonNode token(String realm, String clientId, String secret, String user, String password)
            throws IOException, InterruptedException {
        Map<String, String> form = Map.of(
                "grant_type", "password",
                "client_id", clientId,
                "client_secret", secret,
                "username", user,
                "password", password,
                "scope", "openid");
        String body = form.entrySet().stream()
                .filter(field -> !field.getValue().isEmpty())
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(
                        address.resolve("/realms/" + realm + "/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private void await(Path log) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/realms/master/.well-known/openid-configuration"))
                .timeout(Duration.ofSeconds(20))
                .build();
        Instant deadline = Instant.now().plus(START_LIMIT);
        while (true) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException _) {
                // it does not listen yet
            }
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                close();
                throw new IOException("Keycloak did not start:\n" + Files.readString(log, UTF_8));
            }
            Thread.sleep(500);
        }
    }

    private static Path home() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(PROGRAM.toString(), "--ready").start();
        String folder = new String(program.getInputStream().readAllBytes(), UTF_8).strip();
        if (program.waitFor() != 0) {
            throw new IOException("Keycloak is not there; ask for its hindrance first.");
        }
        return Path.of(folder);
    }

    private static int freePort(String host) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        client.shutdownNow();
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
